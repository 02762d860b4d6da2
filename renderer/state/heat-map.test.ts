import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { HeatMap } from '../../shared/model/area.ts';
import { fakeTransport } from './fake-transport.ts';
import { HeatMapState } from './heat-map.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const map: HeatMap = { columns: 1, rows: 1, values: [1], frame: { left: 0, top: 0, width: 1, height: 1 } };
const cat = { concept: 'n1', name: 'cat' };
const dog = { concept: 'n2', name: 'dog' };

describe('where a label is', () => {
  it('is asked once, shown, and taken away by asking again', async () => {
    const transport = fakeTransport({ getHeatMap: async () => map });
    const heat = new HeatMapState(transport.client, new Toasts());
    const asked = heat.toggle(1, cat);
    expect([heat.label, heat.map]).toEqual([cat, null]);
    await asked;
    expect(heat.map).toEqual(map);
    await heat.toggle(1, cat);
    expect([heat.label, heat.map]).toEqual([null, null]);
    expect(transport.calls).toHaveLength(1);
  });

  it('is what was asked for last, whatever answers last', async () => {
    const answers: (() => void)[] = [];
    const transport = fakeTransport({
      getHeatMap: ({ concept }) =>
        new Promise((resolve) => answers.push(() => resolve({ ...map, columns: concept === 'n1' ? 1 : 2 }))),
    });
    const heat = new HeatMapState(transport.client, new Toasts());
    const both = [heat.toggle(1, cat), heat.toggle(1, dog)];
    answers[1]?.();
    answers[0]?.();
    await Promise.all(both);
    expect([heat.label, heat.map?.columns]).toEqual([dog, 2]);
  });

  it('says in words why it can’t be shown', async () => {
    const toasts = new Toasts();
    const transport = fakeTransport({
      getHeatMap: async () => {
        throw new AppError('unsupported', 'The model does not know “Mitzi” by itself.');
      },
    });
    const heat = new HeatMapState(transport.client, toasts);
    await heat.toggle(1, cat);
    expect(heat.label).toBeNull();
    expect(toasts.items.map(({ text }) => text)).toEqual(['The model does not know “Mitzi” by itself.']);
  });
});
