import type {
  Facets,
  LabelSuggestion,
  LabelTree,
  QueryTerm,
  SearchOrder,
  SearchQuery,
  SearchSuggestion,
  Understanding,
} from '../../../shared/api.ts';
import type { Vocabulary } from '../../../shared/model/concept.ts';
import { inTurns } from '../common/turns.ts';
import type { ReadDb } from '../db/connection.ts';
import { findDescribed } from '../db/descriptions.ts';
import { getRevision } from '../db/revisions.ts';
import { listSearchable, type SearchablePhoto } from '../db/searchable.ts';
import { type ConceptContext, isTelling } from './concept-view.ts';
import { createSpelling, type Spelling } from './did-you-mean.ts';
import { createFacetCounter, type FacetCounter } from './facets.ts';
import { asksForHidden } from './hidden.ts';
import { type FoundConcept, toIndexedPhoto } from './indexed-photo.ts';
import { KeyTable } from './key-table.ts';
import { createLabelTree, type LabelTreeView } from './label-tree.ts';
import { createLayouts } from './layouts.ts';
import { type MatchCode, toScore } from './match-code.ts';
import {
  countMatches,
  type Evaluations,
  findMatches,
  gather,
  idAt,
  type Matches,
  type MatchKind,
  startEvaluations,
} from './matches.ts';
import { findNearest } from './nearest.ts';
import { PhotoIndex } from './photo-index.ts';
import { type AskedLabel, type QueryContext, type ResolvedQuery, resolveQuery } from './resolve-query.ts';
import type { SnapshotBeingRead, SnapshotStore } from './snapshot.ts';
import { suggestLabels } from './suggest.ts';
import { type AttributeSuggester, createAttributeSuggester } from './suggest-attributes.ts';

/** Rows read at a time while the index is filled; between them other work gets its turn. */
const CHUNK = 250;
/** How long nothing has to change before changes are laid out with the rest. */
const QUIET_MS = 5_000;
/** Changes that are carried beside what is laid out, at least, and as a share of it; */
const MIN_CHANGES = 1_000;
const MAX_CHANGED_SHARE = 0.02;
/** and at most, where changes keep coming: all of them are laid out by themselves after each. */
const MAX_CHANGES = 5_000;
/** Of many that come at once, so many are read before they are laid out with the rest. */
const MAX_CHANGES_AT_ONCE = 50_000;
/** What a word weighs when others are written as nearly: one that a photo may show goes before the rest. */
const POSSIBLE_WEIGHT = 2;
const OTHER_WEIGHT = 1;
const MAX_CORRECTIONS = 12;
/** Of what is suggested, what folders, cameras, lenses and years may take. */
const ATTRIBUTES_SHARE = 0.4;
/** So many photos, and such a share, are read from the database again rather than that a snapshot is written for them. */
const MIN_UNSAVED = 2_000;
const MAX_UNSAVED_SHARE = 0.05;
/** Of a word that finds nothing, the senses whose neighbours are offered. */
const MAX_SENSES_NEAR = 3;

/** Some photos of a result. */
export interface ResultPage {
  understanding: Understanding;
  photos: { id: number; score: number }[];
  asked: readonly AskedLabel[];
}

/** All photos of a result; arrays run in parallel. */
export interface ResultList {
  understanding: Understanding;
  isByDate: boolean;
  ids: Int32Array;
  /** Width / height in thousandths. */
  aspects: Uint16Array;
  takenAtMs: Float64Array;
}

/** Answers queries from an index in memory that follows the database. */
export interface Search {
  /** Takes in all that changed in the database since the last call; resolves when the index is up to date. */
  refresh(): Promise<void>;
  /**
   * The same for the list of all photos by date only, which is there before anything can be searched for. What is kept from
   * the last start is read no further until `refresh` is called.
   */
  refreshDates(): Promise<void>;
  /** Ends what is under way; nothing can be asked any more. */
  close(): Promise<void>;
  /** Forgets everything and starts anew: for another active model, or other thresholds. */
  reset(): void;
  /** Writes a snapshot where that will save the next start much work. */
  save(): Promise<void>;
  getPage(query: SearchQuery, offset: number, limit: number): ResultPage;
  getList(query: SearchQuery): ResultList;
  getFacets(query: Pick<SearchQuery, 'text' | 'weaker'>, limit: number): Facets;
  /** Labels that are nearest in meaning to those of the query that no photo shows. */
  getNearest(text: string, limit: number): LabelSuggestion[];
  suggest(text: string, limit: number): SearchSuggestion[];
  /** Undefined where there is no such concept or group. */
  getLabelTree(parent: string | null, limit: number): LabelTree | undefined;
}

/** What is known of a photo's content, as far as a search needs it. */
export interface FoundContent {
  concepts: readonly FoundConcept[];
  labels: readonly { confidence: number; certainty: 'fact' | 'guess' }[];
}

/** What the search needs from the stages before it. */
export interface SearchSources {
  db: ReadDb;
  space: Vocabulary;
  contentOf(photo: SearchablePhoto): FoundContent;
  /** Whether any model or decision could put this concept, or one below it, on a photo. */
  isPossible(concept: number): boolean;
  /** Whether a model or the user names this concept itself. */
  isNamed(concept: number): boolean;
  /** Whether it says too little of a photo to be offered. */
  isVague(concept: number): boolean;
  activeModelId(): number;
  /** What is known of `similar:` with a value; without, no photo looks like another. */
  lookAlikes?: LookAlikes;
  /** Local wall-clock time as if it were UTC. */
  now(): number;
  /** Where the index is kept between two starts; without, it is made from the database each time. */
  snapshots?: SnapshotStore;
  /** Everything besides the database's rows that the index depends on. */
  stamp(): string;
}

/** How like others photos look, as far as that was worked out ahead of a query. */
export interface LookAlikes {
  /** Codes by photo; empty where it is not known, undefined where the value makes no sense. */
  codesOf(value: string): ReadonlyMap<number, MatchCode> | undefined;
  /** Changes with every answer of `codesOf`. */
  readonly generation: number;
}

/** An index that was begun with the dates of a snapshot. */
interface Restored extends Pick<SnapshotBeingRead, 'segments'> {
  generation: number;
}

/** An answered query, for as long as the index stays what it is. */
interface Answer {
  key: string;
  resolved: ResolvedQuery;
  /** The index that was asked. */
  asked: PhotoIndex;
  evaluations: Evaluations;
  matches: Matches;
  /** Made when it is first asked for. */
  understanding?: Understanding;
}

export function createSearch(sources: SearchSources): Search {
  const { db, space, contentOf, isPossible, isNamed, isVague, activeModelId } = sources;
  let index = makeIndex();
  /** Hidden photos are in an index of their own: nothing that is found, counted or suggested can be one of them. */
  let hidden = makeIndex(index.keys);
  /** Both, for queries that ask for hidden photos; made when it is needed. */
  let whole: PhotoIndex | undefined;
  let seen = { revision: 0, id: 0 };
  let generation = 0;
  let running: Promise<void> | undefined;
  let settling: NodeJS.Timeout | undefined;
  let isClosed = false;
  let spelling: Spelling | undefined;
  let last: Answer | undefined;
  let facets: FacetCounter | undefined;
  let facetsOfWhole: FacetCounter | undefined;
  let attributes: AttributeSuggester | undefined;
  let labelTree: LabelTreeView | undefined;
  let isRestored = false;
  /** While the index is read from its file: when all can be listed by date. */
  let dates: PromiseWithResolvers<void> | undefined;
  /** Gives up reading the index from its file. */
  let reading = new AbortController();
  /** Resolved when something needs what can be searched by. */
  const restWanted = Promise.withResolvers<void>();
  /** All that was in the database when the index was begun is in it. */
  let isFilled = false;
  /** Photos read since the snapshot that is on disk. */
  let unsaved = 0;
  const layouts = createLayouts(() => {
    forgetWhole();
    last = undefined;
  });

  function makeIndex(keys = new KeyTable()): PhotoIndex {
    return new PhotoIndex((key) => {
      const meaning = keys.meaningOf(key);
      return meaning.field !== 'concept' || (isTelling(space, meaning.concept) && !isVague(meaning.concept));
    }, keys);
  }

  /** What a query is asked of. */
  function indexFor(text: string): PhotoIndex {
    if (!asksForHidden(text)) return index;
    whole ??= index.joinedWith(hidden);
    return whole;
  }

  function put(photo: SearchablePhoto): void {
    const [to, from] = photo.hidden ? [hidden, index] : [index, hidden];
    from.remove(photo.id);
    if (photo.present) to.put(toIndexedPhoto(photo, contentOf(photo), index.keys));
    else to.remove(photo.id);
  }

  function forgetWhole(): void {
    whole = undefined;
    facetsOfWhole = undefined;
  }

  /** Empty indexes; all that was made from those before is forgotten. */
  function startWith(keys: KeyTable): void {
    index = makeIndex(keys);
    hidden = makeIndex(keys);
    forgetWhole();
    last = undefined;
    facets = undefined;
    attributes = undefined;
    labelTree = undefined;
  }

  /** @returns the snapshot whose dates are the indexes now; undefined where there is none that holds */
  async function restore(): Promise<Restored | undefined> {
    isRestored = true;
    const current = generation;
    reading = new AbortController();
    const snapshot = await sources.snapshots?.load(sources.stamp(), reading.signal, restWanted.promise);
    const { shown: ofShown, hidden: ofHidden } = snapshot?.dates ?? {};
    if (!snapshot || !ofShown || !ofHidden || current !== generation || isClosed) return undefined;
    if (snapshot.seen.revision > getRevision(db)) return undefined;
    startWith(snapshot.keys);
    index.restoreDates(ofShown);
    hidden.restoreDates(ofHidden);
    seen = snapshot.seen;
    return { segments: snapshot.segments, generation: current };
  }

  /** Takes in what can be searched by; where that turns out to be damaged, all is read from the database. */
  async function complete({ segments, generation: begun }: Restored): Promise<void> {
    try {
      const { shown: ofShown, hidden: ofHidden } = await segments;
      if (begun !== generation || !ofShown || !ofHidden) return;
      index.completeBase(ofShown);
      hidden.completeBase(ofHidden);
      forgetWhole();
      last = undefined;
      isFilled = true;
    } catch {
      if (begun !== generation || isClosed) return;
      // The dates were sound, and whoever was told so may be about to list them: each photo stays until it was read again.
      seen = { revision: 0, id: 0 };
      sources.snapshots?.clear();
    }
  }

  async function readFirst(): Promise<void> {
    dates = Promise.withResolvers();
    try {
      await readChanges(await restore());
    } finally {
      dates = undefined;
    }
  }

  /** @param restored what the index was begun with, where only its dates are there yet */
  async function readChanges(restored?: Restored): Promise<void> {
    let rest = restored;
    while (!isClosed) {
      const current = generation;
      const photos = listSearchable(db, activeModelId(), seen, CHUNK);
      if (photos.length > 0) {
        last = undefined;
        labelTree = undefined;
        forgetWhole();
      }
      for (const photo of photos) put(photo);
      unsaved += photos.length;
      const end = photos.at(-1);
      if (end) seen = { revision: end.revision, id: end.id };
      const isUpToDate = photos.length < CHUNK && current === generation;
      if (rest && (isUpToDate || index.changes > MAX_CHANGES)) {
        if (isUpToDate) dates?.resolve();
        else restWanted.resolve();
        await complete(rest);
        dates = undefined;
        rest = undefined;
      } else if (isUpToDate) {
        if (!isFilled) await finishFilling();
        for (const one of [index, hidden]) await inTurns(one.layDelta());
        if (current === generation) return settleLater();
      }
      if (isFilled) await layouts.settle([index, hidden], () => MAX_CHANGES_AT_ONCE);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async function finishFilling(): Promise<void> {
    const filled = [index, hidden];
    await layouts.settle(filled, () => 0);
    for (const one of filled) one.finishFilling();
    isFilled = index === filled[0];
  }

  /** When all is quiet, for it may be that there is more to come; but where changes keep coming it never is. */
  function settleLater(): void {
    clearTimeout(settling);
    if (!layouts.isBusy) void layouts.settle([index, hidden], () => MAX_CHANGES);
    const most = ({ size }: PhotoIndex) => Math.max(size * MAX_CHANGED_SHARE, MIN_CHANGES);
    settling = setTimeout(() => void layouts.settle([index, hidden], most), QUIET_MS).unref();
  }

  const context = (asked = index): QueryContext & ConceptContext => ({
    index: asked,
    space,
    today: { nowMs: sources.now() },
    isPossible,
    isNamed,
    describedBy: (words) => findDescribed(db, words),
    similarTo: (value) => (sources.lookAlikes ? sources.lookAlikes.codesOf(value) : NOTHING_KNOWN),
    correct,
  });

  function correct(words: string): string[] {
    spelling ??= createSpelling(knownWords(space, isPossible));
    return spelling.correct(words, MAX_CORRECTIONS);
  }

  const keyOf = (text: string, order: SearchOrder, kind: MatchKind) =>
    JSON.stringify([text, order, kind, sources.lookAlikes?.generation]);

  function answer(text: string, order: SearchOrder, kind: MatchKind): Answer {
    const key = keyOf(text, order, kind);
    if (last?.key !== key) {
      const asked = indexFor(text);
      const resolved = resolveQuery(context(asked), text);
      const evaluations = startEvaluations(asked);
      const matches = findMatches(asked, resolved.condition, order, kind, evaluations);
      last = { key, resolved, asked, evaluations, matches };
    }
    return last;
  }

  function understand({ text, weaker }: SearchQuery, found: Answer): Understanding {
    const { resolved, evaluations, matches } = found;
    found.understanding ??= {
      query: text,
      terms: resolved.terms.map((term, i): QueryTerm => ({ ...term, photos: countTerm(found, i, term) })),
      slips: resolved.slips,
      total: matches.count,
      weaker: weaker ? matches.count : countMatches(indexFor(text), resolved.condition, 'weaker', evaluations),
    };
    return found.understanding;
  }

  function countTerm(
    { resolved, asked, evaluations }: Answer,
    place: number,
    { meanings, text }: Pick<QueryTerm, 'meanings' | 'text'>,
  ): number {
    const held = meanings.filter(({ photos }) => photos > 0);
    if (meanings.length > 0 && held.length < 2) return held[0]?.photos ?? 0;
    const condition = resolved.conditions[place];
    if (!condition) return 0;
    // A word by itself may ask for hidden photos where the whole query does not.
    const ofItself = indexFor(text);
    return countMatches(ofItself, condition, 'found', ofItself === asked ? evaluations : undefined);
  }

  async function catchUp(): Promise<void> {
    // A change that is committed while a pass runs is found by the pass that follows it.
    while (running) await running;
    if (isClosed) return;
    if (seen.revision >= getRevision(db) && seen.revision > 0) return;
    running = (isRestored ? readChanges() : readFirst()).finally(() => {
      running = undefined;
    });
    await running;
  }

  return {
    async refresh() {
      restWanted.resolve();
      await catchUp();
    },
    async refreshDates() {
      const caughtUp = catchUp();
      caughtUp.catch(() => undefined);
      await (dates ? Promise.race([caughtUp, dates.promise]) : caughtUp);
      if (seen.revision >= getRevision(db)) return;
      restWanted.resolve();
      await caughtUp;
    },
    async close() {
      isClosed = true;
      reading.abort();
      restWanted.resolve();
      await running;
      clearTimeout(settling);
      await layouts.whenIdle();
    },
    reset() {
      generation++;
      reading.abort();
      restWanted.resolve();
      startWith(new KeyTable());
      seen = { revision: 0, id: 0 };
      isRestored = true;
      isFilled = false;
      sources.snapshots?.clear();
    },
    async save() {
      const isWorthIt = unsaved > Math.max(MIN_UNSAVED, index.size * MAX_UNSAVED_SHARE);
      const { snapshots } = sources;
      if (!snapshots || !isWorthIt) return;
      const toBeSaved = unsaved;
      unsaved = 0;
      try {
        await layouts.use(async (lay) => {
          if (!isFilled) return;
          const stamp = sources.stamp();
          const { keys } = index;
          const seenThen = seen;
          const [shown, ofHidden] = await Promise.all([lay(index), lay(hidden)]);
          await snapshots.save(stamp, { keys, segments: { shown, hidden: ofHidden }, seen: seenThen });
        });
      } catch {
        // The disk is full, perhaps: the next start takes longer.
        unsaved += toBeSaved;
      }
    },
    getPage(query, offset, limit) {
      const found = answer(query.text, query.order, query.weaker ? 'weaker' : 'found');
      const { matches } = found;
      const { places, codes } = matches.page(offset, limit);
      return {
        understanding: understand(query, found),
        photos: Array.from(places, (place, i) => ({ id: idAt(matches, place), score: toScore(codes[i] ?? 0) })),
        asked: found.resolved.asked,
      };
    },
    getList(query) {
      const found = answer(query.text, query.order, query.weaker ? 'weaker' : 'found');
      const { matches } = found;
      return {
        understanding: understand(query, found),
        isByDate: matches.order === 'date',
        ids: gather(new Int32Array(matches.count), matches, 'ids'),
        aspects: gather(new Uint16Array(matches.count), matches, 'aspects'),
        takenAtMs: gather(new Float64Array(matches.count), matches, 'takenAtMs'),
      };
    },
    getFacets({ text, weaker }, limit) {
      const kind = weaker ? 'weaker' : 'found';
      const isLast = last?.key === keyOf(text, 'relevance', kind);
      const { matches } = answer(text, isLast ? 'relevance' : 'date', kind);
      if (indexFor(text) === index) {
        facets ??= createFacetCounter(context());
        return facets.count(matches, limit);
      }
      facetsOfWhole ??= createFacetCounter(context(whole));
      return facetsOfWhole.count(matches, limit);
    },
    getNearest(text, limit) {
      const { terms, asked } = resolveQuery(context(indexFor(text)), text);
      const empty = new Set(
        terms
          .flatMap(({ meanings }) => (meanings.some(({ photos }) => photos > 0) ? [] : meanings))
          .map((m) => m.concept),
      );
      const concepts = asked
        .flatMap((label) => label.concepts.slice(0, MAX_SENSES_NEAR))
        .filter((number) => empty.has(space.concept(number).id));
      return findNearest(context(), concepts, limit);
    },
    suggest(text, limit) {
      attributes ??= createAttributeSuggester(index);
      const others = attributes.suggest(text, Math.ceil(limit * ATTRIBUTES_SHARE));
      const labels = suggestLabels(context(), text, limit - others.length);
      return [...labels.map((label): SearchSuggestion => ({ kind: 'label', ...label })), ...others];
    },
    getLabelTree(parent, limit) {
      labelTree ??= createLabelTree(context());
      return labelTree.get(parent, limit);
    },
  };
}

const NOTHING_KNOWN: ReadonlyMap<number, MatchCode> = new Map();

/** Every word of the vocabulary, as something that may have been meant. */
function* knownWords(
  space: Vocabulary,
  isPossible: (concept: number) => boolean,
): Generator<{ text: string; weight: number }> {
  for (let concept = 0; concept < space.size; concept++) {
    const weight = isPossible(concept) ? POSSIBLE_WEIGHT : OTHER_WEIGHT;
    for (const text of space.concept(concept).lemmas) yield { text, weight };
  }
}
