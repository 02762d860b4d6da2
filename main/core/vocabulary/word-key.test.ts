import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordKey } from './word-key.ts';

test('writes that differ in case, hyphens, apostrophes, full stops, spaces or diacritics have one key', () => {
  const groups = {
    'sports car': ['sports car', 'Sports Car', 'sports-car', 'sports_car', '  sports \t car ', 'SPORTS\u2013CAR'],
    'jack o lantern': ["jack-o'-lantern", 'Jack O\u2019 Lantern', 'jack o lantern'],
    rv: ['RV', 'R.V.', 'rv'],
    cafe: ['caf\u00e9', 'CAFE\u0301', 'cafe'],
    'n 1': ['n/1', 'N 1', '\uff4e\u3000\uff11'],
    '': ['', '  ', '...', '--', "'"],
  };
  for (const [key, writings] of Object.entries(groups)) {
    expect(writings.map(wordKey)).toEqual(writings.map(() => key));
  }
});

test('a key is its own key', () => {
  // Any UTF-16 units, halves of surrogate pairs too.
  const text = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });
  fc.assert(fc.property(text, (words) => wordKey(wordKey(words)) === wordKey(words)));
});
