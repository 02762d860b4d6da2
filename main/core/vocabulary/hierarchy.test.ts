import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConceptRange } from '../../../shared/model/concept.ts';
import { at, readIndex } from './asset-format.ts';
import { loadVocabulary } from './load-vocabulary.ts';

const FOLDER = join(import.meta.dirname, '../../../assets/vocabulary');
const vocabulary = loadVocabulary(FOLDER);

function numberOf(id: string): number {
  const number = vocabulary.numberOf(id);
  if (number === undefined) throw new Error(`no concept ${id}`);
  return number;
}

function covers(ranges: readonly ConceptRange[], { first, end }: ConceptRange): boolean {
  return ranges.some((range) => range.first <= first && end <= range.end);
}

function includes(ranges: readonly ConceptRange[], number: number): boolean {
  return covers(ranges, { first: number, end: number + 1 });
}

test('the path leads from the root through the first parents', () => {
  expect(vocabulary.pathTo(numberOf('n02123597')).map((number) => vocabulary.concept(number).name)).toEqual([
    'entity',
    'physical entity',
    'object',
    'whole',
    'living thing',
    'organism',
    'animal',
    'chordate',
    'vertebrate',
    'mammal',
    'placental',
    'carnivore',
    'feline',
    'cat',
    'domestic cat',
    'Siamese cat',
  ]);
  expect(vocabulary.parentOf(numberOf('n02123597'))).toBe(numberOf('n02121808'));
  expect(vocabulary.parentOf(0)).toBeUndefined();
  expect(vocabulary.pathTo(0)).toEqual([0]);
});

test('the root spans everything, a leaf only itself', () => {
  expect(vocabulary.rangesOf(0)).toEqual([{ first: 0, end: vocabulary.size }]);
  const leaf = numberOf('n02123045');
  expect(vocabulary.rangesOf(leaf)).toEqual([{ first: leaf, end: leaf + 1 }]);
});

test('what has two parents lies in the ranges of both', () => {
  const dog = numberOf('n02084071');
  const canine = numberOf('n02083346');
  const domesticAnimal = numberOf('n01317541');
  expect(vocabulary.parentOf(dog)).toBe(canine);
  expect(includes(vocabulary.rangesOf(canine), dog)).toBe(true);
  expect(includes(vocabulary.rangesOf(domesticAnimal), dog)).toBe(true);
  expect(includes(vocabulary.rangesOf(domesticAnimal), numberOf('n02099712'))).toBe(true);
  expect(includes(vocabulary.rangesOf(domesticAnimal), numberOf('n02114100'))).toBe(false);
});

test('the ranges of every concept are sorted, apart and inside those of each of its parents', () => {
  const { extraEdges } = readIndex(FOLDER).numbers;
  const edges: [parent: number, child: number][] = [];
  for (let edge = 0; edge < extraEdges.length; edge += 2) edges.push([at(extraEdges, edge), at(extraEdges, edge + 1)]);
  expect(edges.length).toBeGreaterThan(1000);
  for (let child = 1; child < vocabulary.size; child++) edges.push([vocabulary.parentOf(child) ?? -1, child]);

  const ranges = Array.from({ length: vocabulary.size }, (_, number) => vocabulary.rangesOf(number));
  for (const [number, own] of ranges.entries()) {
    const isOrdered = own.every((range, place) => range.first < range.end && (own[place - 1]?.end ?? -1) < range.first);
    if (!isOrdered || !includes(own, number)) expect.fail(`ranges of ${number}`);
  }
  for (const [parent, child] of edges) {
    const above = ranges[parent] ?? [];
    for (const range of ranges[child] ?? []) if (!covers(above, range)) expect.fail(`${child} below ${parent}`);
  }
});

test('ranges hold nothing but the concept and what is below it', () => {
  const { extraEdges } = readIndex(FOLDER).numbers;
  const children = Array.from({ length: vocabulary.size }, (): number[] => []);
  for (let child = 1; child < vocabulary.size; child++) children[vocabulary.parentOf(child) ?? -1]?.push(child);
  for (let edge = 0; edge < extraEdges.length; edge += 2)
    children[at(extraEdges, edge)]?.push(at(extraEdges, edge + 1));

  for (const id of ['n01317541', 'n00021939', 'n00002137', 'n00007846', 'n07555863', 'n04524313', 'n13104059']) {
    const below = new Set<number>();
    const waiting = [numberOf(id)];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      if (below.has(number)) continue;
      below.add(number);
      waiting.push(...(children[number] ?? []));
    }
    const spanned = vocabulary.rangesOf(numberOf(id)).reduce((sum, { first, end }) => sum + end - first, 0);
    expect(spanned, id).toBe(below.size);
  }
});

test('numbers outside the vocabulary are refused', () => {
  for (const number of [-1, vocabulary.size, 1.5]) {
    expect(() => vocabulary.rangesOf(number)).toThrow(RangeError);
    expect(() => vocabulary.pathTo(number)).toThrow(RangeError);
    expect(() => vocabulary.parentOf(number)).toThrow(RangeError);
  }
});
