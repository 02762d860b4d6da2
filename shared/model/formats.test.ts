import { expect, test } from 'vitest';
import { isPicturePath, suffixOf } from './formats.ts';

test.each([
  ['/photos/IMG_1.JPG', true],
  ['C:\\Fotos\\IMG_1.heic', true],
  ['DSC_0001.nef', true],
  ['a.b.webp', true],
  ['/photos/._IMG_1.jpg', false],
  ['/photos/.jpg', false],
  ['/photos.jpg/notes', false],
  ['movie.mp4', false],
  ['jpg', false],
])('%s: %s', (path, expected) => {
  expect(isPicturePath(path)).toBe(expected);
});

test('the suffix is in lower case, with its dot', () => {
  expect([suffixOf('/a/B.JPeG'), suffixOf('/a.d/b'), suffixOf('.hidden')]).toEqual(['.jpeg', '', '']);
});
