import type { LabelSuggestion, QueryTerm, SearchOrder } from '../../../shared/api.ts';
import { isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import { parseQuery } from '../../../shared/query/parse-query.ts';
import type { ReadDb } from '../db/connection.ts';
import { getRevision } from '../db/revisions.ts';
import { listSearchable, type SearchablePhoto } from '../db/searchable.ts';
import { evaluate, type Matches } from './evaluate.ts';
import type { IndexedEntry } from './index-base.ts';
import { countLabels, type LabelCounts } from './label-counts.ts';
import { PhotoIndex } from './photo-index.ts';
import { type ResolvedTerm, resolveTerms } from './resolve-terms.ts';
import type { Scoring } from './scoring.ts';

/** Rows read at a time while the index is filled; between them other work gets its turn. */
const CHUNK = 2_000;
/** Counts of labels may be this old while photos come in. */
const COUNTS_MAX_AGE_MS = 2_000;
/** Senses that are searched and shown for one word. */
const MAX_MEANINGS = 12;

/** A query's result. */
export interface SearchResult {
  terms: QueryTerm[];
  matches: Matches;
  /** Concept numbers that the wanted terms accept, as a test. */
  isWanted(concept: number): boolean;
}

/** Answers queries from an index in memory that follows the database. */
export interface Search {
  /** Takes in all that changed in the database since the last call; resolves when the index is up to date. */
  refresh(): Promise<void>;
  /** Forgets everything and starts anew: for another active model. */
  reset(): void;
  find(text: string, order: SearchOrder): SearchResult;
  suggest(text: string, limit: number): LabelSuggestion[];
}

/** What the search needs from the stages before it. */
export interface SearchSources {
  db: ReadDb;
  space: Vocabulary;
  entriesOf(photo: SearchablePhoto): readonly IndexedEntry[];
  /** Whether any model or decision could put this concept, or one below it, on a photo. */
  isPossible(concept: number): boolean;
  activeModelId(): number;
  /** How the active model's weights are judged. */
  scoring(): Scoring;
}

export function createSearch({ db, space, entriesOf, isPossible, activeModelId, scoring }: SearchSources): Search {
  let index = new PhotoIndex();
  let seen = { revision: 0, id: 0 };
  let generation = 0;
  let counts: { value: LabelCounts; seen: typeof seen; madeAtMs: number } | undefined;
  let running: Promise<void> | undefined;

  async function readChanges(): Promise<void> {
    while (true) {
      const current = generation;
      const photos = listSearchable(db, activeModelId(), seen, CHUNK);
      for (const photo of photos) {
        if (photo.present) {
          index.put({
            id: photo.id,
            takenAtMs: photo.takenAtMs,
            aspect: (photo.widthPx / photo.heightPx) * 1000,
            entries: entriesOf(photo),
          });
        } else index.remove(photo.id);
      }
      const last = photos.at(-1);
      if (last) seen = { revision: last.revision, id: last.id };
      if (photos.length < CHUNK && current === generation) {
        index.finishFilling();
        return;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  function getCounts(): LabelCounts {
    const stale = !counts || counts.seen.revision !== seen.revision || counts.seen.id !== seen.id;
    if (!counts || (stale && Date.now() - counts.madeAtMs > COUNTS_MAX_AGE_MS)) {
      counts = { value: countLabels(index, space, scoring()), seen, madeAtMs: Date.now() };
    }
    return counts.value;
  }

  /** Senses that something could answer; where there are none, all of them, to show what was understood. */
  function narrow(term: ResolvedTerm): ResolvedTerm {
    const possible = term.concepts.filter(isPossible);
    return { ...term, concepts: (possible.length > 0 ? possible : term.concepts).slice(0, MAX_MEANINGS) };
  }

  return {
    async refresh() {
      // A change that is committed while a pass runs is found by the pass that follows it.
      while (running) await running;
      if (seen.revision >= getRevision(db) && seen.revision > 0) return;
      running = readChanges().finally(() => {
        running = undefined;
      });
      await running;
    },
    reset() {
      generation++;
      index = new PhotoIndex();
      seen = { revision: 0, id: 0 };
      counts = undefined;
    },
    find(text, order) {
      const terms = resolveTerms(space, parseQuery(text)).map(narrow);
      const ranges = terms
        .filter((term) => !term.negated)
        .flatMap((term) => term.concepts.flatMap((concept) => space.rangesOf(concept)));
      return {
        terms: terms.map((term) => toQueryTerm(space, term)),
        matches: evaluate(index, space, scoring(), terms, order),
        isWanted: (concept) => isInRanges(ranges, concept),
      };
    },
    suggest(text, limit) {
      const found = getCounts();
      const suggestions = new Map<string, LabelSuggestion>();
      const prefix = text.trim().toLowerCase();
      for (const [number, { photos, coverId }] of found) {
        if (space.pathTo(number).length <= BROADEST_DEPTH) continue;
        const { id, name, lemmas } = space.concept(number);
        if (!lemmas.some((lemma) => hasWordStart(lemma.toLowerCase(), prefix))) continue;
        const known = suggestions.get(name);
        if (!known || known.photos < photos) suggestions.set(name, { name, concept: id, photos, coverId });
      }
      return [...suggestions.values()].sort((a, b) => b.photos - a.photos).slice(0, limit);
    },
  };
}

/** Above this depth of the tree concepts ("entity", "object") are no use as suggestions. */
const BROADEST_DEPTH = 4;

/** Whether any word of a name starts with what was typed. */
const hasWordStart = (name: string, prefix: string) => name.startsWith(prefix) || name.includes(` ${prefix}`);

function toQueryTerm(space: Vocabulary, term: ResolvedTerm): QueryTerm {
  return {
    text: term.text,
    negated: term.negated,
    meanings: term.concepts.map((number) => {
      const { id, name, gloss } = space.concept(number);
      return { concept: id, name, gloss };
    }),
  };
}
