import type { Meaning, QuerySlip, QueryTerm } from '../../../shared/api.ts';
import type { Vocabulary } from '../../../shared/model/concept.ts';
import { formatFilter, parseQuery } from '../../../shared/query/parse-query.ts';
import type { FilterNode, QueryNode, Span, WordNode } from '../../../shared/query/query.ts';
import type { Condition } from './condition.ts';
import { type DateRange, findDates, findMonths, type Today } from './dates.ts';
import { monthsOfAnyYear, type ResolvedFilter, resolveFilter } from './filters.ts';
import type { MatchCode } from './match-code.ts';
import type { PhotoIndex } from './photo-index.ts';
import { foundList, weakList } from './segment.ts';

/** A label that was asked for, with all concepts that its words may mean. */
export interface AskedLabel {
  text: string;
  concepts: readonly number[];
}

/** A query in terms of the index, and what to tell of it. */
export interface ResolvedQuery {
  condition: Condition;
  terms: Omit<QueryTerm, 'photos'>[];
  /** Of each term: what it asks for by itself, as if it were not negated. */
  conditions: Condition[];
  slips: QuerySlip[];
  /** Labels that photos may have to match, negated ones left out. */
  asked: AskedLabel[];
}

/** What words are looked up in. */
export interface QueryContext {
  index: PhotoIndex;
  space: Vocabulary;
  today: Today;
  /** Whether any model or decision could put this concept, or one below it, on a photo. */
  isPossible(concept: number): boolean;
  /** How like what `similar:` names photos look; undefined where the value makes no sense. */
  similarTo(value: string): ReadonlyMap<number, MatchCode> | undefined;
  /** Ids of the photos whose description has these words. */
  describedBy(words: string): readonly number[];
  /** Known words that are written nearly so, nearest first. */
  correct(words: string): string[];
}

/** Senses that are searched and shown for one word. */
const MAX_MEANINGS = 12;
const MAX_CORRECTIONS = 3;

/** Words that say nothing of a picture by themselves: dropped unless they are part of a known name or in quotes. */
const STOP_WORDS = new Set(
  'a an and are at by for from has have having in into is it its me my near of on or our over photo photos picture pictures image images the their there this to under was were with'.split(
    ' ',
  ),
);

/**
 * Finds what a query means. Nothing is an error: what makes no sense as a filter is searched as words, and told.
 * Neighbouring words are read as the longest name or time that they make: "siamese cat" is one thing, "dog beach" two.
 */
export function resolveQuery(context: QueryContext, text: string): ResolvedQuery {
  const parsed = parseQuery(text);
  const resolver = new QueryResolver(context, text);
  const condition = resolver.resolve(parsed.root, false);
  const slips = parsed.slips.map(({ reason, span }) => ({ reason, text: text.slice(span.start, span.end), ...span }));
  return {
    condition,
    terms: resolver.terms,
    conditions: resolver.conditions,
    slips: [...slips, ...resolver.slips].sort((a, b) => a.start - b.start),
    asked: resolver.asked,
  };
}

/** The concept's lists that count: where no photo surely shows it, whatever else looks a little like it is weak. */
export function listsOf(index: PhotoIndex, concepts: readonly number[]): Condition & { kind: 'lists' } {
  const keys = concepts.flatMap((concept) => index.keys.findConcept(concept) ?? []);
  return {
    kind: 'lists',
    lists: keys.filter((key) => index.hasSure(key)).map(foundList),
    weaker: keys.flatMap((key) => [foundList(key), weakList(key)]),
  };
}

/** Photos that a search for the concept finds. */
export function countPhotos(index: PhotoIndex, concept: number): number {
  const key = index.keys.findConcept(concept);
  return key !== undefined && index.hasSure(key) ? index.countOf(key) : 0;
}

/**
 * What to type to mean this concept and nothing else that a photo could show: `label:dalmatian`, `label:"crane (bird)"`,
 * `label:"cat (1)"`.
 */
export function formatConcept(
  { space, isPossible }: Pick<QueryContext, 'space' | 'isPossible'>,
  concept: number,
): string {
  const { id, name } = space.concept(concept);
  const senses = space.find(name);
  const isMeant = (found: readonly number[]) => {
    const possible = found.filter((sense) => isPossible(sense));
    const [first, ...others] = possible.length > 0 ? possible : found;
    return first === concept && others.length === 0;
  };
  if (isMeant(senses)) return formatFilter('label', name);
  for (const above of space.pathTo(concept).slice(0, -1).reverse()) {
    const text = `${name} (${space.concept(above).name})`;
    if (isMeant(findLabel(space, text))) return formatFilter('label', text);
  }
  const place = senses.indexOf(concept);
  return formatFilter('label', place < 0 ? id : `${name} (${place + 1})`);
}

/**
 * Senses of a label as it is written in a filter: words, words with something above them in brackets, or with the number
 * of the sense, or an id.
 */
function findLabel(space: Vocabulary, text: string): readonly number[] {
  const byId = space.numberOf(text.trim());
  if (byId !== undefined) return [byId];
  const [, name, above] = /^(.+?)\s*\(([^()]+)\)\s*$/u.exec(text) ?? [];
  if (name === undefined || above === undefined) return space.find(text);
  if (/^\d+$/u.test(above)) return space.find(name).slice(Number(above) - 1, Number(above));
  const parents = new Set(space.find(above));
  return space
    .find(name)
    .filter((sense) => parents.has(sense) || space.ancestorsOf(sense).some((ancestor) => parents.has(ancestor)));
}

class QueryResolver {
  readonly terms: Omit<QueryTerm, 'photos'>[] = [];
  readonly conditions: Condition[] = [];
  readonly slips: QuerySlip[] = [];
  readonly asked: AskedLabel[] = [];
  readonly #context: QueryContext;
  readonly #text: string;

  constructor(context: QueryContext, text: string) {
    this.#context = context;
    this.#text = text;
  }

  /** @param negated whether an odd number of `not` is above the node */
  resolve(node: QueryNode, negated: boolean): Condition {
    switch (node.kind) {
      case 'all':
        return allOf(this.#resolveParts(node.parts, negated));
      case 'any':
        return { kind: 'any', parts: node.parts.map((part) => this.resolve(part, negated)) };
      case 'not':
        return { kind: 'not', part: this.#negate(node, negated) };
      case 'word':
        return allOf(this.#resolveWords([node], negated));
      case 'phrase':
        return this.#addLabel(node.text, node.span, this.#context.space.find(node.text), negated);
      case 'filter':
        return this.#resolveFilter(node, negated);
    }
  }

  /** The sign belongs to what it negates: taking that away takes the sign too. */
  #negate({ part, span }: QueryNode & { kind: 'not' }, negated: boolean): Condition {
    const first = this.terms.length;
    const condition = this.resolve(part, !negated);
    const [term, ...others] = this.terms.slice(first);
    if (term && others.length === 0) Object.assign(term, span);
    return condition;
  }

  #resolveParts(parts: readonly QueryNode[], negated: boolean): Condition[] {
    const conditions: Condition[] = [];
    let run: WordNode[] = [];
    const endRun = () => {
      conditions.push(...this.#resolveWords(run, negated));
      run = [];
    };
    for (const part of parts) {
      if (part.kind === 'word') run.push(part);
      else {
        endRun();
        conditions.push(this.resolve(part, negated));
      }
    }
    endRun();
    return conditions;
  }

  #resolveWords(nodes: readonly WordNode[], negated: boolean): Condition[] {
    const { space, today } = this.#context;
    const words = nodes.map(({ text }) => text);
    const conditions: Condition[] = [];
    for (let i = 0; i < nodes.length; ) {
      const spanOf = (length: number): Span => ({
        start: nodes[i]?.span.start ?? 0,
        end: nodes[i + length - 1]?.span.end ?? 0,
      });
      const named = this.#longestName(words, i);
      const dates = findDates(words, i, today);
      const months = dates ? undefined : findMonths(words, i);
      const length = Math.max(dates?.length ?? 0, months?.length ?? 0);
      if (length > 0 && length >= (named > 1 ? named : 0)) {
        const range = dates?.range;
        const condition: Condition = range
          ? { kind: 'taken', ranges: [range] }
          : monthsOfAnyYear(months?.months ?? [], today);
        conditions.push(this.#add('date', spanOf(length), condition, negated, { dates: range && toDays(range) }));
        i += length;
        continue;
      }
      const text = words.slice(i, i + named).join(' ');
      const isStopWord = named === 1 && STOP_WORDS.has(text.toLowerCase());
      const senses = space.find(text);
      if (!isStopWord || (senses.length > 0 && words.length === 1))
        conditions.push(this.#addLabel(text, spanOf(named), senses, negated));
      i += named;
    }
    return conditions;
  }

  /** Number of words from `start` on that make the longest known name; 1 where none is known. */
  #longestName(words: readonly string[], start: number): number {
    const { space } = this.#context;
    for (let length = Math.min(space.longestLemmaWords, words.length - start); length > 1; length--) {
      if (space.find(words.slice(start, start + length).join(' ')).length > 0) return length;
    }
    return 1;
  }

  #resolveFilter(node: FilterNode, negated: boolean): Condition {
    const { index, space, today } = this.#context;
    if (node.field === 'label')
      return this.#addLabel(node.value, node.span, findLabel(space, node.value), negated, true);
    const resolved = this.#resolveAhead(node) ?? resolveFilter(node, index.keys, today);
    if (!resolved) {
      const text = this.#text.slice(node.span.start, node.span.end);
      this.slips.push({ reason: 'bad-value', text, ...node.span });
      const words = node.value.split(/[\s\p{P}]+/u).filter((word) => word !== '');
      return allOf(
        this.#resolveWords(
          words.map((word): WordNode => ({ kind: 'word', text: word, span: node.span })),
          negated,
        ),
      );
    }
    const kind = node.field === 'before' || node.field === 'after' ? 'date' : node.field;
    const isDate = kind === 'date' || kind === 'year' || kind === 'month';
    return this.#add(isDate ? 'date' : kind, node.span, resolved.condition, negated, {
      dates: resolved.range && toDays(resolved.range),
    });
  }

  /** Of filters that ask for more than the index has. */
  #resolveAhead({ field, value }: FilterNode): ResolvedFilter | undefined {
    if (field === 'description') return { condition: this.#described(value) };
    if (field !== 'similar') return undefined;
    const codes = this.#context.similarTo(value);
    return codes && { condition: { kind: 'similar', codes } };
  }

  #described(words: string): Condition & { kind: 'photos' } {
    return { kind: 'photos', ids: new Set(this.#context.describedBy(words)) };
  }

  /** @param isLabel whether it can be nothing else */
  #addLabel(text: string, span: Span, senses: readonly number[], negated: boolean, isLabel = false): Condition {
    const { index, isPossible } = this.#context;
    const possible = senses.filter((sense) => isPossible(sense));
    if (possible.length === 0 && !isLabel) {
      // What no photo can show may be written of one: names, and words that no model knows.
      const described = this.#described(text);
      if (described.ids.size > 0) return this.#add('description', span, described, negated, {});
    }
    if (senses.length === 0) {
      const didYouMean = this.#correct(text);
      return this.#add('unknown', span, { kind: 'nothing' }, negated, { didYouMean });
    }
    // Where nothing could answer, all senses are kept, to show what was understood.
    const concepts = (possible.length > 0 ? possible : senses).slice(0, MAX_MEANINGS);
    if (!negated) this.asked.push({ text, concepts });
    return this.#add('label', span, listsOf(index, concepts), negated, {
      meanings: concepts.map((concept) => this.#describe(concept)),
    });
  }

  #correct(text: string): string[] {
    const { correct, index, space } = this.#context;
    const photosOf = (words: string) =>
      space.find(words).reduce((most, sense) => Math.max(most, countPhotos(index, sense)), 0);
    return correct(text)
      .map((words) => ({ words, photos: photosOf(words) }))
      .sort((a, b) => Number(b.photos > 0) - Number(a.photos > 0))
      .slice(0, MAX_CORRECTIONS)
      .map(({ words }) => words);
  }

  #describe(concept: number): Meaning {
    const { index, space } = this.#context;
    const { id, name, gloss } = space.concept(concept);
    const query = formatConcept(this.#context, concept);
    return { concept: id, name, gloss, photos: countPhotos(index, concept), query };
  }

  #add(
    kind: QueryTerm['kind'],
    span: Span,
    condition: Condition,
    negated: boolean,
    more: { meanings?: Meaning[]; dates?: QueryTerm['dates'] | undefined; didYouMean?: string[] },
  ): Condition {
    const { meanings = [], dates = null, didYouMean = [] } = more;
    const text = this.#text.slice(span.start, span.end);
    this.terms.push({ kind, text, ...span, negated, meanings, dates, didYouMean });
    this.conditions.push(condition);
    return condition;
  }
}

function allOf(parts: readonly Condition[]): Condition {
  const [first] = parts;
  return parts.length === 1 && first ? first : { kind: 'all', parts };
}

const DAY_MS = 86_400_000;
/** Four-digit years: what lies beyond is open. */
const FIRST_DAY_MS = Date.UTC(1000, 0);
const LAST_DAY_MS = Date.UTC(9999, 11, 31);

function toDays({ fromMs, endMs }: DateRange): QueryTerm['dates'] {
  const toDay = (moment: number) =>
    moment < FIRST_DAY_MS || moment > LAST_DAY_MS ? null : new Date(moment).toISOString().slice(0, 10);
  return { first: toDay(fromMs), last: toDay(endMs - DAY_MS) };
}
