import { assert } from '../../shared/errors.ts';
import type { Synset } from './wordnet-files.ts';

/** The hypernym graph, numbered. */
export interface NumberedGraph {
  /** In pre-order: a concept's number is its place here. */
  synsets: Synset[];
  /** By number: end of the subtree, exclusive. */
  ends: number[];
  /** By number: parent in the tree; undefined for the root. */
  parents: (number | undefined)[];
  /** Hypernyms that are not the tree's parent, as (parent, child), sorted. */
  extraEdges: [parent: number, child: number][];
}

/**
 * Numbers what the root has below it, in pre-order over a spanning tree.
 *
 * The rule: the parent in the tree is the first hypernym that WordNet lists (it lists the most telling first: a dog is a
 * canine, then a domestic animal) of those that are kept; children come in order of their offset.
 *
 * Left out is what no `@` pointer leads to from the root: instances (proper nouns, which have only `@i`) and the few synsets
 * that hang below an instance. So is what the predicate tells.
 * @throws Error where the first hypernyms make a ring
 */
export function numberConcepts(
  all: readonly Synset[],
  root: string,
  isLeftOut: (synset: Synset) => boolean,
): NumberedGraph {
  const kept = reachable(all, root, isLeftOut);
  const children = new Map<string, Synset[]>();
  for (const synset of kept.values()) {
    const parent = synset.hypernyms.find((hypernym) => kept.has(hypernym));
    if (parent === undefined) continue;
    const siblings = children.get(parent) ?? [];
    siblings.push(synset);
    children.set(parent, siblings);
  }

  const graph: NumberedGraph = { synsets: [], ends: [], parents: [], extraEdges: [] };
  const numbers = new Map<string, number>();
  const visit = (synset: Synset, parent: number | undefined): void => {
    const number = graph.synsets.push(synset) - 1;
    numbers.set(synset.offset, number);
    graph.parents.push(parent);
    graph.ends.push(0);
    const below = children.get(synset.offset) ?? [];
    for (const child of below.toSorted((a, b) => (a.offset < b.offset ? -1 : 1))) visit(child, number);
    graph.ends[number] = graph.synsets.length;
  };
  const top = kept.get(root);
  assert(top, `no synset ${root}`);
  visit(top, undefined);
  assert(graph.synsets.length === kept.size, 'the first hypernyms make a ring');

  for (const [child, synset] of graph.synsets.entries()) {
    for (const hypernym of new Set(synset.hypernyms)) {
      const parent = numbers.get(hypernym);
      if (parent !== undefined && parent !== graph.parents[child]) graph.extraEdges.push([parent, child]);
    }
  }
  graph.extraEdges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return graph;
}

/** The root and all that has it above, by whichever hypernym. */
function reachable(all: readonly Synset[], root: string, isLeftOut: (synset: Synset) => boolean): Map<string, Synset> {
  const byOffset = new Map(all.map((synset) => [synset.offset, synset]));
  const below = new Map<string, string[]>();
  for (const { offset, hypernyms } of all) {
    for (const hypernym of hypernyms) below.set(hypernym, [...(below.get(hypernym) ?? []), offset]);
  }
  const kept = new Map<string, Synset>();
  const waiting = [root];
  for (let offset = waiting.pop(); offset !== undefined; offset = waiting.pop()) {
    const synset = byOffset.get(offset);
    if (!synset || kept.has(offset) || isLeftOut(synset)) continue;
    kept.set(offset, synset);
    waiting.push(...(below.get(offset) ?? []));
  }
  return kept;
}
