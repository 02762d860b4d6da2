import type { ConceptRange } from '../../../shared/model/concept.ts';
import { at, NO_PARENT, type VocabularyIndex } from './asset-format.ts';

/** The tree of concepts, with what hangs in it by a second parent. */
export interface Hierarchy {
  rangesOf(number: number): readonly ConceptRange[];
  pathTo(number: number): readonly number[];
  ancestorsOf(number: number): readonly number[];
  parentOf(number: number): number | undefined;
}

/** All its functions throw RangeError where the number is not in 0..size-1. */
export function makeHierarchy({ size, numbers: { ends, parents, extraEdges } }: VocabularyIndex): Hierarchy {
  const edges = extraEdges.length / 2;

  function check(number: number): void {
    if (!Number.isInteger(number) || number < 0 || number >= size) {
      throw new RangeError(`No concept ${number}: there are ${size}`);
    }
  }

  /** First extra edge whose parent is not before the number. */
  function firstEdge(number: number): number {
    let low = 0;
    let high = edges;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(extraEdges, 2 * middle) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function subtree(number: number): ConceptRange {
    return { first: number, end: at(ends, number) };
  }

  function rangesOf(number: number): readonly ConceptRange[] {
    check(number);
    const found: ConceptRange[] = [];
    const waiting = [subtree(number)];
    for (let range = waiting.pop(); range; range = waiting.pop()) {
      const { first, end } = range;
      // Subtrees nest or are apart, so one that starts inside another lies inside it, and so do its extra children.
      if (found.some((other) => other.first <= first && first < other.end)) continue;
      found.push(range);
      for (let edge = firstEdge(first); edge < edges && at(extraEdges, 2 * edge) < end; edge++) {
        waiting.push(subtree(at(extraEdges, 2 * edge + 1)));
      }
    }
    return merge(found);
  }

  function parentOf(number: number): number | undefined {
    check(number);
    const parent = at(parents, number);
    return parent === NO_PARENT ? undefined : parent;
  }

  function pathTo(number: number): readonly number[] {
    check(number);
    const path: number[] = [];
    for (let step: number | undefined = number; step !== undefined; step = parentOf(step)) path.unshift(step);
    return path;
  }

  const extraParents = new Map<number, number[]>();
  for (let edge = 0; edge < edges; edge++) {
    const child = at(extraEdges, 2 * edge + 1);
    extraParents.set(child, [...(extraParents.get(child) ?? []), at(extraEdges, 2 * edge)]);
  }

  function ancestorsOf(number: number): readonly number[] {
    check(number);
    const found = new Set<number>();
    const waiting = [number];
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      const parent = parentOf(step);
      for (const above of [...(parent === undefined ? [] : [parent]), ...(extraParents.get(step) ?? [])]) {
        if (found.has(above)) continue;
        found.add(above);
        waiting.push(above);
      }
    }
    return [...found];
  }

  return { rangesOf, pathTo, ancestorsOf, parentOf };
}

/** Sorted; what touches, overlaps or lies inside is one range. */
function merge(ranges: ConceptRange[]): ConceptRange[] {
  ranges.sort((a, b) => a.first - b.first || b.end - a.end);
  const merged: ConceptRange[] = [];
  for (const range of ranges) {
    const last = merged[merged.length - 1];
    if (last && range.first <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}
