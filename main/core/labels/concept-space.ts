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
  insertOwnConcept,
  listOwnConcepts,
  nameKey,
  type OwnConceptRow,
  updateOwnConcept,
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
}

export function createConceptSpace(db: WriteDb, vocabulary: Vocabulary): ConceptSpace {
  const base = vocabulary.size;
  let own: OwnConceptRow[] = [];
  let positionByKey = new Map<string, number>();
  let positionById = new Map<number, number>();
  let alsoUnder: { child: number; parent: number }[] = [];
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
  }

  function ownAt(number: number): OwnConceptRow {
    const row = own[number - base];
    assert(row, `concept number ${number} exists`);
    return row;
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
    concept(number): Concept {
      if (number < base) return vocabulary.concept(number);
      const { id, name } = ownAt(number);
      return { id: `${OWN_PREFIX}${id}`, name, lemmas: [name], gloss: 'Your own label' };
    },
    rangesOf(number): readonly ConceptRange[] {
      if (number >= base) return [{ first: number, end: number + 1 }];
      return remember(ranges, number, () => {
        const found = [...vocabulary.rangesOf(number)];
        for (const { child, parent } of alsoUnder) {
          if (isInRanges(found, parent) && !isInRanges(found, child)) found.push(...vocabulary.rangesOf(child));
        }
        return found.sort((a, b) => a.first - b.first);
      });
    },
    ancestorsOf(number) {
      if (number >= base) return [];
      return remember(ancestors, number, () => {
        const above = vocabulary.ancestorsOf(number);
        const more = alsoUnder
          .filter(({ child }) => child === number || above.includes(child))
          .flatMap(({ parent }) => [parent, ...vocabulary.ancestorsOf(parent)]);
        return [...new Set([...above, ...more])];
      });
    },
    pathTo: (number) => (number < base ? vocabulary.pathTo(number) : [number]),
    parentOf: (number) => (number < base ? vocabulary.parentOf(number) : undefined),
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
    ensureLabel(text) {
      const known = resolveLabel(text);
      if (known !== undefined) return known;
      const id = insertOwnConcept(db, text);
      refresh();
      return `${OWN_PREFIX}${id}`;
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
