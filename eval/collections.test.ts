import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../test/support/temporary.ts';
import { ids, numberOf, vocabulary } from '../test/support/vocabulary.ts';
import { type Collection, readCollection } from './collections.ts';
import { makeQueries } from './queries.ts';
import { createTaxonomy } from './taxonomy.ts';

const taxonomy = createTaxonomy(vocabulary, { classes: [ids.siamese, ids.persian, ids.husky], heads: [ids.beach] });

function makeFiles(...paths: string[]): string {
  const folder = makeTemporaryFolder();
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  return folder;
}

const truthsOf = ({ photos }: Collection) =>
  photos.map(({ truth }) => (truth === undefined ? undefined : vocabulary.concept(truth).id));

test('sub-folders are read as words or synsets, files by the synset in their name', () => {
  const folder = makeFiles('Siamese_cat/1.jpg', 'n02084071/2.jpg', 'xyzzy/3.jpg', 'n02124075_tabby.jpg', 'notes.txt');
  const collection = readCollection(folder, taxonomy);
  expect(truthsOf(collection)).toEqual([ids.siamese, ids.dog, ids.egyptian]);
  expect(collection).toMatchObject({ kind: 'classes', leftOut: ['xyzzy'] });
});

test('a mapping goes before the words, and a folder "other" makes it a question of yes or no', () => {
  const folder = makeFiles('crane/1.jpg', 'other/2.jpg', 'thing/3.jpg', 'map.tsv');
  const mapping = join(folder, 'map.tsv');
  writeFileSync(mapping, `# folder\tconcept\ncrane\t${ids.beach}\tabsent\nthing\t-\n`);
  const collection = readCollection(folder, taxonomy, mapping);
  expect(truthsOf(collection)).toEqual([ids.beach, undefined]);
  expect(collection).toMatchObject({ kind: 'yes-no', leftOut: ['thing'] });
  expect([...collection.relations]).toEqual([[numberOf(ids.beach), 'absent']]);
});

test('a concept stands to the classes as one of them, above some, or apart', () => {
  const relations = [ids.siamese, ids.cat, ids.tabby].map((id) => taxonomy.relationOf(numberOf(id)));
  expect(relations).toEqual(['class', 'above', 'absent']);
});

test('links that WordNet lacks hold for all that is above them', () => {
  const [rose, flower, plant] = ['n12620196', 'n11669335', 'n00017222'].map(numberOf);
  expect(taxonomy.isWithin(rose ?? 0, flower ?? 0)).toBe(true);
  expect(taxonomy.isWithin(rose ?? 0, plant ?? 0)).toBe(true);
  expect(taxonomy.isWithin(flower ?? 0, rose ?? 0)).toBe(false);
});

test('queries ask for what is there, above it, and for classes that have nothing to do with it', () => {
  const siamese = { concept: numberOf(ids.siamese), relation: 'class' as const };
  const queries = makeQueries(
    Array.from({ length: 8 }, () => siamese),
    taxonomy,
  );
  const asked = queries.map(({ kind, text }) => `${kind}: ${text}`);
  expect(asked).toContain('class name: Siamese cat');
  expect(asked).toContain('ancestor: cat');
  expect(asked).not.toContain('ancestor: dog');
  expect(asked).toContain('absent living thing: Persian cat');
});
