import { expect, onTestFinished, test } from 'vitest';
import { openLibrary } from '../../main/core/library.ts';
import { findProgramFiles } from '../../main/faces/runtime.ts';
import { unpackResult } from '../../shared/layout/result-list.ts';
import { makeSampleFolder } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { createTestWorkers } from '../support/test-workers.ts';
import { createMutator, mutants, nameMutant } from './mutate.ts';

const queries = [
  'type:png OR type:jpg -dog',
  '-(year:1999) folder:photos',
  '-cat -label:dog confidence>=1%',
  '(cat OR "coffee cup") -dog year:2019..2021',
  'label:"crane (bird)" AND NOT is:favourite confidence:>80%',
  'summer 2019 near:48.85,2.35,20km type:jpg camera:canon',
  'before:yesterday after:2001-02-03 month:june folder:"Holiday 2020" file:IMG_*',
  'similar:1 lens:50mm -(animal | plant) is:copy',
];
const words = [
  ...['AND', 'OR', 'NOT', '(', ')', '"', '-', '|', ':', '..', '>=', '<', '*', '%', ','],
  ...['label:', 'year:', 'is:', 'near:', 'similar:', 'confidence:', 'date:', 'type:', 'month:', 'folder:'],
  ...['cat', '2019', '0000-00-00', '99999', '-1', 'yesterday', 'last summer', '(((((((((('],
];

test('whatever is typed, it is answered: what is found is found, and the rest is pointed out in the text', async () => {
  const library = await openLibrary({
    ...findProgramFiles(),
    dataFolder: makeTemporaryFolder(),
    workers: createTestWorkers(),
    background: false,
  });
  onTestFinished(() => library.close());
  const photos = ['chelsea.png', 'coffee.png', 'rocket.jpg'];
  await library.index([makeSampleFolder(...photos)]);
  let found = 0;
  for (let number = 0; number < mutants / 4; number++) {
    const mutator = createMutator(number);
    const text = mutator.text(mutator.pick(queries), words);
    const about = `${nameMutant(number)}: ${JSON.stringify(text)}`;
    const order = mutator.pick(['relevance', 'date', 'added'] as const);
    const page = await library.api.search({ text, order, limit: 10, offset: 0 });
    expect(page.photos.length, about).toBe(page.total);
    expect(page.total + page.weaker, about).toBeLessThanOrEqual(photos.length);
    for (const { start, end } of [...page.terms, ...page.slips]) {
      expect(start >= 0 && start < end && end <= text.length, `${about} ${start}..${end}`).toBe(true);
    }
    const layout = unpackResult(await library.api.getResultLayout({ text, order }));
    expect([...layout.ids], about).toEqual(page.photos.map(({ id }) => id));
    const facets = await library.api.getFacets({ text, limit: 10 });
    expect(
      Object.values(facets)
        .flat()
        .every((facet) => facet.photos > 0 && facet.photos < page.total),
      about,
    ).toBe(true);
    await library.api.getNearest({ text, limit: 5 });
    await library.api.suggest({ text: text.slice(0, 30), limit: 5 });
    if (page.total > 0) found++;
  }
  expect(found).toBeGreaterThan(mutants / 40);
}, 3_600_000);
