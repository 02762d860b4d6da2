import { expect, it } from 'vitest';
import { fakeSettings } from './fake-transport.ts';
import { PhotoSizeState } from './photo-size.svelte.ts';

it('remembers the size of photos and puts it into effect', () => {
  const settings = fakeSettings();
  const applied: number[] = [];
  const first = new PhotoSizeState(settings, (scale) => applied.push(scale));
  expect(first.current).toBe('medium');
  first.set('large');
  const second = new PhotoSizeState(settings, (scale) => applied.push(scale));
  expect(second.current).toBe('large');
  const [medium = 0, large = 0, again] = applied;
  expect([medium, again]).toEqual([1, large]);
  expect(large).toBeGreaterThan(1);
});

it('takes a stored word that is none for the usual size', () => {
  const settings = fakeSettings();
  settings.set('bowerbird.photo-size', 'huge');
  expect(new PhotoSizeState(settings, () => {}).current).toBe('medium');
});
