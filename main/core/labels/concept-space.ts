import { AppError, assert } from '../../../shared/errors.ts';
import {
  type Concept,
  type ConceptId,
  type ConceptRange,
  isInRanges,
  type Vocabulary,
} from '../../../shared/model/concept.ts';
import type { WriteDb } from '../db/connection.ts';
import { listModels } from '../db/models.ts';
import {
  getOwnConcept,
  getOwnConceptBefore,
  insertOwnConcept,
  listOwnConcepts,
  nameKey,
  type OwnConceptRow,
  updateOwnConcept,
  updateOwnConceptParent,
} from '../db/own-concepts.ts';

const OWN_PREFIX = 'own:';

/**
 * All that a label can mean: the vocabulary, and behind it the user's own labels, numbered on from `vocabulary.size`.
 * What the models' calibrations put below further concepts is there too. It is a `Vocabulary` itself, so nothing that searches or shows labels has to tell the two apart.
 */
export interface ConceptSpace extends Vocabulary {
  /** Takes in own labels that another process has written. */
  refresh(): void;
  /**
   * The concept that a text names: an id as it is, the user's own label of that name, else the most usual sense of the
   * noun. Undefined where there is none.
   */
  resolveLabel(text: string): ConceptId | undefined;
  /** Like `resolveLabel`, but makes the text a label of the user's own where it names nothing yet. */
  ensureLabel(text: string): ConceptId;
  /**
   * Gives one of the user's own labels another name; returns the one before.
   * @throws AppError not-found where there is no such own label, invalid-request where the name means something else
   */
  renameOwn(id: ConceptId, name: string): string;
  /** Whether it is one of the user's own labels, whose name may change. */
  isOwn(number: number): boolean;
  /**
   * Like `ensureLabel`, for a label that is a kind of something: the sense of the noun that is below the parent, else a label
   * of the user's own, which is put there.
   * @throws AppError invalid-request where the parent is below it, or is no concept
   */
  ensureLabelBelow(text: string, parent: ConceptId): ConceptId;
}

export function createConceptSpace(db: WriteDb, vocabulary: Vocabulary): ConceptSpace {
  const base = vocabulary.size;
  let own: OwnConceptRow[] = [];
  let positionByKey = new Map<string, number>();
  let positionById = new Map<number, number>();
  let alsoUnder: { child: number; parent: number }[] = [];
  /** Of each own label, by position: the number of what it was put under. */
  let parents: (number | undefined)[] = [];
  const ranges = new Map<number, readonly ConceptRange[]>();
  const ancestors = new Map<number, readonly number[]>();

  function refresh(): void {
    own = listOwnConcepts(db);
    positionByKey = new Map(own.map((row, i) => [row.key, i]));
    positionById = new Map(own.map((row, i) => [row.id, i]));
    alsoUnder = listModels(db).flatMap((model) =>
      Object.entries(model.calibration.alsoUnder).flatMap(([childId, parentIds]) =>
        parentIds.flatMap((parentId) => {
          const child = vocabulary.numberOf(childId);
          const parent = vocabulary.numberOf(parentId);
          return child === undefined || parent === undefined ? [] : [{ child, parent }];
        }),
      ),
    );
    ranges.clear();
    ancestors.clear();
    parents = own.map(({ parent }) => (parent === null ? undefined : numberOfKnown(parent)));
  }

  function numberOfKnown(id: ConceptId): number | undefined {
    if (!id.startsWith(OWN_PREFIX)) return vocabulary.numberOf(id);
    const position = positionById.get(Number(id.slice(OWN_PREFIX.length)));
    return position === undefined ? undefined : base + position;
  }

  /** Own labels that were put under a concept, directly or under something below it. */
  function ownBelow(number: number): number[] {
    return own.flatMap((_, i) => (base + i !== number && ancestorsOf(base + i).includes(number) ? [base + i] : []));
  }

  function ancestorsOf(number: number): readonly number[] {
    return remember(ancestors, number, () => {
      if (number >= base) {
        const parent = parents[number - base];
        return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
      }
      const above = vocabulary.ancestorsOf(number);
      const more = alsoUnder
        .filter(({ child }) => child === number || above.includes(child))
        .flatMap(({ parent }) => [parent, ...vocabulary.ancestorsOf(parent)]);
      return [...new Set([...above, ...more])];
    });
  }

  function rangesOf(number: number): readonly ConceptRange[] {
    return remember(ranges, number, () => {
      const found: ConceptRange[] =
        number < base ? [...vocabulary.rangesOf(number)] : [{ first: number, end: number + 1 }];
      for (const { child, parent } of alsoUnder) {
        if (isInRanges(found, parent) && !isInRanges(found, child)) found.push(...vocabulary.rangesOf(child));
      }
      found.push(...ownBelow(number).map((first) => ({ first, end: first + 1 })));
      return found.sort((a, b) => a.first - b.first);
    });
  }

  function pathTo(number: number): readonly number[] {
    if (number < base) return vocabulary.pathTo(number);
    const parent = parents[number - base];
    return parent === undefined ? [number] : [...pathTo(parent), number];
  }

  function ensureLabel(text: string): ConceptId {
    const known = resolveLabel(text);
    return known ?? insertOwn(text);
  }

  function insertOwn(text: string): ConceptId {
    const id = insertOwnConcept(db, text);
    const row = getOwnConcept(db, id);
    const last = own.at(-1)?.id ?? 0;
    // Reading all of them anew for each would take minutes where thousands are brought in.
    if (row && id > last && getOwnConceptBefore(db, id) === last) append(row);
    else refresh();
    return `${OWN_PREFIX}${id}`;
  }

  /** Takes in a label that was made after all others, and is under none of them. */
  function append(row: OwnConceptRow): void {
    positionByKey.set(row.key, own.length);
    positionById.set(row.id, own.length);
    own.push(row);
    parents.push(undefined);
  }

  /** Puts a label that has just been made under a concept. */
  function putBelow(id: ConceptId, above: number): void {
    const position = positionById.get(Number(id.slice(OWN_PREFIX.length)));
    const row = position === undefined ? undefined : own[position];
    assert(position !== undefined && row, `the label ${id} was just made`);
    own[position] = { ...row, parent: concept(above).id };
    parents[position] = above;
    ancestors.delete(base + position);
    for (const number of [above, ...ancestorsOf(above)]) ranges.delete(number);
  }

  function ownAt(number: number): OwnConceptRow {
    const row = own[number - base];
    assert(row, `concept number ${number} exists`);
    return row;
  }

  function concept(number: number): Concept {
    if (number < base) return vocabulary.concept(number);
    const { id, name } = ownAt(number);
    return { id: `${OWN_PREFIX}${id}`, name, lemmas: [name], gloss: 'Your own label' };
  }

  function numberOf(id: ConceptId): number | undefined {
    if (!id.startsWith(OWN_PREFIX)) return vocabulary.numberOf(id);
    const rowId = Number(id.slice(OWN_PREFIX.length));
    // A photo's decision may be read before the label that another process has just made for it.
    if (!positionById.has(rowId)) refresh();
    const position = positionById.get(rowId);
    return position === undefined ? undefined : base + position;
  }

  function resolveLabel(text: string): ConceptId | undefined {
    if (numberOf(text) !== undefined) return text;
    const position = positionByKey.get(nameKey(text));
    if (position !== undefined) return `${OWN_PREFIX}${ownAt(base + position).id}`;
    const sense = vocabulary.find(text)[0];
    return sense === undefined ? undefined : vocabulary.concept(sense).id;
  }

  refresh();
  return {
    get size() {
      return base + own.length;
    },
    get longestLemmaWords() {
      return own.reduce((most, row) => Math.max(most, row.key.split(' ').length), vocabulary.longestLemmaWords);
    },
    numberOf,
    concept,
    rangesOf,
    ancestorsOf,
    pathTo,
    parentOf: (number) => (number < base ? vocabulary.parentOf(number) : parents[number - base]),
    find(words) {
      const position = positionByKey.get(nameKey(words));
      const senses = vocabulary.find(words);
      return position === undefined ? senses : [base + position, ...senses];
    },
    frequencyOf: vocabulary.frequencyOf,
    complete(prefix, limit) {
      const key = nameKey(prefix);
      const mine = own.flatMap((row, i) => (row.key.startsWith(key) ? [{ number: base + i, lemma: row.name }] : []));
      return [...mine, ...vocabulary.complete(prefix, limit)].slice(0, limit);
    },
    refresh,
    resolveLabel,
    ensureLabel,
    ensureLabelBelow(text, parent) {
      const above = numberOf(parent);
      if (above === undefined) throw new AppError('invalid-request', `There is no label "${parent}".`);
      const known = numberOf(text);
      const within = rangesOf(above);
      const position = positionByKey.get(nameKey(text));
      const mine = known !== undefined && known >= base ? known : position === undefined ? undefined : base + position;
      if (mine === undefined) {
        const senses = known === undefined ? vocabulary.find(text) : [known];
        const sense = senses.find((number) => number !== above && isInRanges(within, number));
        if (sense !== undefined) return vocabulary.concept(sense).id;
        if (known !== undefined)
          throw new AppError('invalid-request', `“${vocabulary.concept(known).name}” has its own place in the tree.`);
      } else if (isInRanges(rangesOf(mine), above)) {
        throw new AppError('invalid-request', `“${text}” can’t be a kind of itself.`);
      }
      const id = mine === undefined ? insertOwn(text) : (`${OWN_PREFIX}${ownAt(mine).id}` as ConceptId);
      updateOwnConceptParent(db, Number(id.slice(OWN_PREFIX.length)), parent);
      if (mine === undefined) putBelow(id, above);
      else refresh();
      return id;
    },
    isOwn: (number) => number >= base,
    renameOwn(id, name) {
      const number = id.startsWith(OWN_PREFIX) ? numberOf(id) : undefined;
      if (number === undefined) throw new AppError('not-found', 'Only a label of your own can be renamed.');
      const before = ownAt(number).name;
      const known = resolveLabel(name);
      if (known !== undefined && known !== id) {
        throw new AppError(
          'invalid-request',
          `There is a label “${name}” already. Add that one, and take this one away.`,
        );
      }
      updateOwnConcept(db, ownAt(number).id, name);
      refresh();
      return before;
    },
  };
}

/** The value for a number, made once. */
function remember<T>(known: Map<number, T>, number: number, make: () => T): T {
  const value = known.get(number) ?? make();
  known.set(number, value);
  return value;
}
