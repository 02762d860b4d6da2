import { expect, it } from 'vitest';
import { PartPicker } from './part-picker.svelte.ts';

function opened(): PartPicker {
  const picker = new PartPicker();
  picker.toggle();
  return picker;
}

it('draws a frame from any corner to any other, within the photo', () => {
  const picker = opened();
  picker.start({ x: 0.75, y: 0.5 });
  picker.draw({ x: 0.25, y: 1.4 });
  expect(picker.end()).toBe(true);
  expect(picker.area).toEqual({ left: 0.25, top: 0.5, width: 0.5, height: 0.5 });
});

it('takes a click for no frame', () => {
  const picker = opened();
  const before = picker.area;
  picker.start({ x: 0.1, y: 0.1 });
  picker.draw({ x: 0.105, y: 0.1 });
  expect(picker.end()).toBe(false);
  expect(picker.area).toEqual(before);
});

it('is moved and sized by keys, and stays within the photo', () => {
  const picker = opened();
  for (let i = 0; i < 20; i++) picker.move(1, -1);
  expect(picker.area).toEqual({ left: 0.5, top: 0, width: 0.5, height: 0.5 });
  for (let i = 0; i < 20; i++) picker.grow(-1, 1);
  expect(picker.area).toEqual({ left: 0.5, top: 0, width: 0.05, height: 1 });
});

it('does nothing while no part is being chosen', () => {
  const picker = new PartPicker();
  picker.start({ x: 0, y: 0 });
  picker.draw({ x: 1, y: 1 });
  picker.move(1, 1);
  expect([picker.end(), picker.area]).toEqual([false, null]);
  picker.toggle();
  picker.leave();
  expect(picker.isOpen).toBe(false);
});
