import type { LabelLevel, LabelTree } from '../../../shared/api.ts';
import { type Concept, isInRanges } from '../../../shared/model/concept.ts';
import { parseQuery } from '../../../shared/query/parse-query.ts';
import { type ConceptContext, findCover, heldConcepts } from './concept-view.ts';
import { findBroad, labelGroups, OWN_GROUP } from './label-groups.ts';
import { countMatches } from './matches.ts';
import { countPhotos, formatConcept, listsOf } from './resolve-query.ts';

/** The labels of the library to be browsed: from broad groups down to what a photo shows. */
export interface LabelTreeView {
  /**
   * What is below a group or a concept, most photos first, and the way to it from the top; null is the top.
   * Undefined where there is no such group or concept.
   */
  get(parent: string | null, limit: number): LabelTree | undefined;
}

/** A level is no help above one that nearly all of its photos show. */
const SAME_SHARE = 0.9;

interface Group {
  id: string;
  name: string;
  roots: readonly number[];
  /** Levels at its top. */
  tops: readonly number[];
}

/**
 * Lays out the tree of the index as it is now; it is to be made anew when that changes. WordNet is more of a web: what
 * has several parents is found below each of them. Left out are words of taxonomists ("diapsid"), what is broader
 * than the groups, and levels that only repeat what is below them; their photos are found further up and down.
 */
export function createLabelTree(context: ConceptContext): LabelTreeView {
  const { index, space } = context;
  const numbersOf = (ids: readonly string[]) => ids.flatMap((id) => space.numberOf(id) ?? []);
  const photosOf = findLevels(context);
  const ancestors = new Map([...photosOf.keys()].map((level) => [level, new Set(space.ancestorsOf(level))]));
  const ancestorsOf = (concept: number) => ancestors.get(concept) ?? new Set(space.ancestorsOf(concept));
  const others = labelGroups.filter(({ isRest }) => !isRest).flatMap(({ roots }) => numbersOf(roots));
  const parents = new Map([...photosOf.keys()].map((level) => [level, findParents(level)]));
  const below = new Map<number, number[]>();
  for (const [level, above] of parents) for (const one of above) below.set(one, [...(below.get(one) ?? []), level]);
  const groups = findGroups();

  /** The levels right above a concept, whether it is a level itself or not. */
  function findParents(concept: number): number[] {
    const isInOthers = isWithin(concept, others);
    // Guitars are not listed among devices where musical instruments are a group of their own.
    const above = [...ancestorsOf(concept)].filter(
      (one) => photosOf.has(one) && (!isInOthers || isWithin(one, others)),
    );
    return above.filter((one) => !above.some((other) => ancestorsOf(other).has(one)));
  }

  function isWithin(concept: number, roots: readonly number[]): boolean {
    const above = ancestorsOf(concept);
    return roots.some((root) => root === concept || above.has(root));
  }

  /** Of the levels at or below some concepts those that no other of them is above. */
  function findTops(roots: readonly number[]): number[] {
    return [...photosOf.keys()].filter(
      (level) => isWithin(level, roots) && !parents.get(level)?.some((above) => isWithin(above, roots)),
    );
  }

  function findGroups(): Group[] {
    const own = [...photosOf.keys()].filter((level) => isOwn(space.concept(level)));
    const all = labelGroups.map((group) => ({ ...group, roots: numbersOf(group.roots) }));
    return [
      { ...OWN_GROUP, roots: own, tops: own },
      ...all.map(({ id, name, roots, isRest }): Group => {
        const tops = findTops(roots);
        return { id, name, roots, tops: isRest ? tops.filter((level) => !isWithin(level, others)) : tops };
      }),
    ];
  }

  /** The group that a concept is listed in, or the first that it belongs to. */
  function groupOf(concept: number): Group | undefined {
    return groups.find(({ tops }) => tops.includes(concept)) ?? groups.find(({ roots }) => isWithin(concept, roots));
  }

  function groupOfRoot(concept: number): Group | undefined {
    return groups.find(({ id, roots }) => roots.length === 1 && roots[0] === concept && id !== OWN_GROUP.id);
  }

  /** From the top down to the concept, along its own branch of the tree where there is a choice. */
  function findPath(concept: number): number[] {
    const branch = new Set(space.pathTo(concept));
    const above = (parents.get(concept) ?? findParents(concept)).toSorted(
      (a, b) => Number(branch.has(b)) - Number(branch.has(a)) || (photosOf.get(b) ?? 0) - (photosOf.get(a) ?? 0),
    );
    const [parent] = above;
    return parent === undefined ? [concept] : [...findPath(parent), concept];
  }

  /** @param taken covers that are shown already; it takes one more in */
  function pickCover(concept: number, taken: Set<number>): number {
    const key = index.keys.findConcept(concept);
    if (key === undefined) return 0;
    const coverId = findCover(index, key, taken) || findCover(index, key);
    taken.add(coverId);
    return coverId;
  }

  function toLevel(concept: number, taken = new Set<number>()): LabelLevel {
    const { id, name } = space.concept(concept);
    return {
      name,
      concept: id,
      query: formatConcept(context, concept),
      photos: photosOf.get(concept) ?? countPhotos(index, concept),
      coverId: pickCover(concept, taken),
      children: childrenOf(concept).length,
    };
  }

  function toGroupLevel({ id, name, roots, tops }: Group, taken = new Set<number>()): LabelLevel {
    const held = roots
      .map((root) => ({ concept: root, photos: countPhotos(index, root) }))
      .filter(({ photos }) => photos > 0)
      .sort((a, b) => b.photos - a.photos);
    const [most] = held;
    const query = held.map(({ concept }) => formatConcept(context, concept)).join(' OR ');
    return {
      name,
      concept: id,
      query: isWhole(query) ? query : null,
      photos: photosOfGroup(roots),
      coverId: most ? pickCover(most.concept, taken) : 0,
      children: tops.length,
    };
  }

  function photosOfGroup(roots: readonly number[]): number {
    return countMatches(index, listsOf(index, roots), 'found');
  }

  /** What is below a concept, whether it is a level itself or not. */
  function childrenOf(concept: number): readonly number[] {
    return photosOf.has(concept) ? (below.get(concept) ?? []) : findTops([concept]);
  }

  /** Those with few photos choose their covers first: the others have more to choose from. */
  function toLevels(levels: readonly number[], taken = new Set<number>()): LabelLevel[] {
    return levels.toSorted((a, b) => (photosOf.get(a) ?? 0) - (photosOf.get(b) ?? 0)).map((one) => toLevel(one, taken));
  }

  function getTop(): LabelLevel[] {
    const alone = [...photosOf.keys()].filter((level) => parents.get(level)?.length === 0 && !groupOf(level));
    const taken = new Set<number>();
    const levels = toLevels(alone, taken);
    const held = groups
      .map((group) => ({ group, photos: photosOfGroup(group.roots) }))
      .filter(({ photos }) => photos > 0)
      .sort((a, b) => a.photos - b.photos);
    return [...levels, ...held.map(({ group }) => toGroupLevel(group, taken))].sort(byOwnThenPhotos);
  }

  function getGroup(group: Group, limit: number): LabelTree {
    return { path: [toGroupLevel(group)], children: toLevels(group.tops).sort(byPhotos).slice(0, limit) };
  }

  return {
    get(parent, limit) {
      if (parent === null) return { path: [], children: getTop().slice(0, limit) };
      const concept = space.numberOf(parent);
      const group = concept === undefined ? groups.find(({ id }) => id === parent) : groupOfRoot(concept);
      if (group) return getGroup(group, limit);
      if (concept === undefined) return undefined;
      const path = findPath(concept);
      const top = groupOf(path[0] ?? concept);
      const levels = path.map((one) => toLevel(one));
      return {
        path: top ? [toGroupLevel(top), ...levels] : levels,
        children: toLevels(childrenOf(concept)).sort(byPhotos).slice(0, limit),
      };
    },
  };
}

/** Concepts that are shown as levels of the tree, with their photos. */
function findLevels(context: ConceptContext): Map<number, number> {
  const { index, space, isNamed } = context;
  const all = labelGroups.map(({ roots }) => roots.flatMap((id) => space.numberOf(id) ?? []));
  const broad = findBroad(space, all.flat());
  const roots = new Set(all.flat());
  // A group that is one concept stands for it.
  const onlyRoots = new Set(all.filter((group) => group.length === 1).flat());
  const levels = new Map<number, number>();
  for (const { concept, photos } of heldConcepts(index)) {
    const known = space.concept(concept);
    const isShown =
      isOwn(known) ||
      (!onlyRoots.has(concept) &&
        (isNamed(concept) || (!roots.has(concept) && !broad.has(concept) && space.frequencyOf(known.name) > 0)));
    if (isShown) levels.set(concept, photos);
  }
  // From below, so that only what stays can make what is above it a repetition.
  const depthOf = (concept: number) => space.ancestorsOf(concept).length;
  const fromBelow = [...levels].sort(([a, ofA], [b, ofB]) => ofA - ofB || depthOf(b) - depthOf(a));
  for (const [concept, photos] of fromBelow) {
    if (!levels.has(concept)) continue;
    for (const above of space.ancestorsOf(concept)) {
      if (!isNamed(above) && photos >= (levels.get(above) ?? Number.POSITIVE_INFINITY) * SAME_SHARE)
        levels.delete(above);
    }
  }
  for (const root of onlyRoots) dropRepeated(context, root, levels);
  return levels;
}

/** Takes out what is no narrower than the one concept of a group, such as "vertebrate", but for what photos end in. */
function dropRepeated({ index, space, isNamed }: ConceptContext, root: number, levels: Map<number, number>): void {
  const least = countPhotos(index, root) * SAME_SHARE;
  const ranges = space.rangesOf(root);
  for (const [concept, photos] of levels) {
    if (photos < least || isNamed(concept) || !isInRanges(ranges, concept)) continue;
    const own = space.rangesOf(concept);
    if ([...levels.keys()].some((other) => other !== concept && isInRanges(own, other))) levels.delete(concept);
  }
}

const isOwn = ({ id }: Pick<Concept, 'id'>) => id.startsWith('own:');

/** Whether a query is short enough to be read to its end. */
const isWhole = (query: string) => query !== '' && parseQuery(query).slips.length === 0;

const byPhotos = (a: LabelLevel, b: LabelLevel) => b.photos - a.photos || a.name.localeCompare(b.name);
const byOwnThenPhotos = (a: LabelLevel, b: LabelLevel) =>
  Number(b.concept === OWN_GROUP.id) - Number(a.concept === OWN_GROUP.id) || byPhotos(a, b);
