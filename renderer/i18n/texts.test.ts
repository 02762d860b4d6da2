import { afterEach, expect, it } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { formatDay } from './format.ts';
import { type Language, languages, type Texts, useLanguage } from './language.svelte.ts';
import { t } from './texts.ts';

const catalogues: Record<Language, Texts> = { en, de };

afterEach(() => useLanguage('en'));

const match = { name: 'Siamese cat', asked: 'cat', confidence: 0.93, source: 'model' };
const slip = { reason: 'unknown-field', text: 'colour:red', start: 0, end: 10 };
/** What functions of texts are called with, until one call does not fail. */
const samples: readonly unknown[][] = [
  [3, 4, 5, 6, 7],
  ['Zoo', 'Wood', 'Lake', 'Hill', 'Park'],
  [['Zoo', 'Wood'], 3],
  ['Zoo', 'NZ'],
  ['Zoo', 3, true],
  [{ across: 'start', down: 'end' }],
  [match],
  [slip],
];

/** The first sample that both texts can be made of. */
function texts(english: (...args: unknown[]) => unknown, other: (...args: unknown[]) => unknown): unknown[] {
  for (const args of samples) {
    try {
      return [english(...args), other(...args)];
    } catch {
      // These are no arguments for it.
    }
  }
  throw new Error(`Add arguments for ${english} to the samples.`);
}

/** All pairs of texts, English and other, by their place in the catalogue. */
function* pairs(
  english: object,
  other: object,
  path = '',
): Generator<[path: string, english: unknown, other: unknown]> {
  expect(Object.keys(other).sort(), path).toEqual(Object.keys(english).sort());
  for (const [key, value] of Object.entries(english)) {
    const place = path === '' ? key : `${path}.${key}`;
    const translated: unknown = Reflect.get(other, key);
    if (place === 'formats' || key === 'query') expect(typeof translated).toBe(typeof value);
    else if (typeof value === 'object') yield* pairs(value, translated as object, place);
    else if (typeof value === 'function')
      yield [place, ...(texts(value, translated as typeof value) as [string, string])];
    else yield [place, value, translated];
  }
}

/** Texts that may be the same in German: names, signs, numbers, and words that both languages have. */
const SAME = new Set([
  'appName',
  'nav.count',
  'progress.rate',
  'search.alias',
  'search.kinds.label',
  'search.meaning',
  'narrow.kinds.labels',
  'viewer.info',
  'viewer.alt',
  'zoom.label',
  'labels.title',
  'labels.path',
  'labels.shortPath',
  'facts.title',
  'facts.iso',
  'facts.fNumber',
  'facts.focalLength',
  'facts.pixels',
  'settings.languages.en',
  'settings.languages.de',
]);
/** Keys of the keyboard have their own names. */
const KEY_PLACE = /^help\.keys\.\d+\.keys\./u;

it('has every text in every language, and none is empty', () => {
  for (const language of languages) {
    const empty = [...pairs(catalogues.en, catalogues[language])].filter(
      ([, , text]) => typeof text !== 'string' || text.trim() === '',
    );
    expect(empty).toEqual([]);
  }
});

it('leaves nothing in English but what is the same in German', () => {
  const same = [...pairs(catalogues.en, catalogues.de)]
    .filter(([path, english, german]) => english === german && !KEY_PLACE.test(path))
    .map(([path]) => path);
  expect(same.filter((path) => !SAME.has(path))).toEqual([]);
  expect([...SAME].filter((path) => !same.includes(path))).toEqual([]);
});

it('explains the same examples in every language', () => {
  const queries = languages.map((language) =>
    catalogues[language].help.sections.map((section) => section.examples.map(({ query }) => query)),
  );
  expect(queries).toEqual(languages.map(() => queries[0]));
});

it('changes all texts and formats with the language', async () => {
  const now = () => [t.nav.photos, t.search.results(1), formatDay('2026-06-14')];
  expect(now()).toEqual(['Photos', '1 photo', '14 June 2026']);
  await useLanguage('de');
  expect(now()).toEqual(['Fotos', '1 Foto', '14. Juni 2026']);
});

it('ends up in the language that was wanted last', async () => {
  await Promise.all([useLanguage('de'), useLanguage('en'), useLanguage('de')]);
  expect(t.nav.photos).toBe('Fotos');
  await Promise.all([useLanguage('en'), useLanguage('de'), useLanguage('en')]);
  expect(t.nav.photos).toBe('Photos');
});
