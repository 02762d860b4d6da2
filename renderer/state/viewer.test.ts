import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Label } from '../../shared/model/label.ts';
import type { PhotoDetails } from '../../shared/model/photo.ts';
import { Corrections } from './corrections.svelte.ts';
import { fakeSettings, fakeTransport, photoOf, resultOf } from './fake-transport.ts';
import { HeatMapState } from './heat-map.svelte.ts';
import { SearchState } from './search.svelte.ts';
import { Toasts } from './toasts.svelte.ts';
import { ViewerState } from './viewer.svelte.ts';
import { ZoomState } from './zoom.svelte.ts';

const cat: Label = {
  name: 'cat',
  concept: 'n1',
  confidence: 0.9,
  source: 'model',
  certainty: 'fact',
  path: ['animal', 'cat'],
};
const sofa: Label = { ...cat, name: 'sofa', concept: 'n2', certainty: 'guess', confidence: 0.4, path: ['sofa'] };

async function viewerOf(photo: (id: number) => PhotoDetails, decideFails = false) {
  let ids = [10, 20, 30];
  const transport = fakeTransport({
    getResultLayout: async () => resultOf(ids),
    getPhoto: async ({ id }) => photo(id),
    decide: async ({ label, verdict }) => {
      if (decideFails) throw new AppError('not-found', 'There is no such photo.');
      return { changeId: 1, label: { name: label, concept: label }, verdict, photos: 1 };
    },
    setFavourite: async () => {
      if (decideFails) throw new AppError('not-found', 'There is no such photo.');
      return { changeId: 1, label: { name: 'favourite', concept: 'favourite' }, verdict: 'accepted', photos: 1 };
    },
    setDescription: async ({ description }) => {
      if (decideFails) throw new AppError('not-found', 'There is no such photo.');
      return { changeId: 1, description: description || null, photos: 1 };
    },
  });
  const toasts = new Toasts();
  const search = new SearchState(transport.client, () => {});
  await search.show('', null);
  const corrections = new Corrections(transport.client, toasts, () => {});
  const viewer = new ViewerState(transport.client, search, corrections, fakeSettings(), {
    heat: new HeatMapState(transport.client, toasts),
    zoom: new ZoomState(),
  });
  const find = async (found: number[]) => {
    ids = found;
    await search.refresh();
  };
  return { viewer, toasts, transport, find };
}

describe('the viewer', () => {
  it('goes from photo to photo, past files that nobody has looked at', async () => {
    const { viewer, find } = await viewerOf((id) => photoOf(id));
    await find([10, -4, 20, -5]);
    await viewer.show(10);
    expect([viewer.index, viewer.nextId]).toEqual([0, 20]);
    await viewer.show(20);
    expect([viewer.previousId, viewer.index, viewer.nextId]).toEqual([10, 1, null]);
  });

  it('knows the photos before and after', async () => {
    const { viewer } = await viewerOf((id) => photoOf(id));
    await viewer.show(20);
    expect([viewer.previousId, viewer.index, viewer.nextId]).toEqual([10, 1, 30]);
    await viewer.show(30);
    expect([viewer.previousId, viewer.nextId]).toEqual([20, null]);
  });

  it('keeps its place when a corrected photo drops out of the search', async () => {
    const { viewer, find } = await viewerOf((id) => photoOf(id));
    await viewer.show(20);
    await find([10, 30]);
    expect([viewer.previousId, viewer.index, viewer.nextId]).toEqual([10, -1, 30]);
  });

  it('says in words that a photo is gone', async () => {
    const { viewer } = await viewerOf(() => {
      throw new AppError('not-found', 'This photo is no longer in the library.');
    });
    await viewer.show(10);
    expect(viewer.problem).toBe('This photo is no longer in the library.');
  });
});

describe('corrections', () => {
  it('show at once and keep every row in its place', async () => {
    let now = photoOf(10, { labels: [cat, sofa] });
    const { viewer, toasts, transport } = await viewerOf(() => now);
    await viewer.show(10);
    const [row] = viewer.rows;
    if (!row) throw new Error('there is a row');
    now = photoOf(10, { labels: [sofa], rejected: [{ name: 'cat', concept: 'n1' }] });
    const decided = viewer.decide(row, 'rejected');
    const expected = [
      { name: 'cat', concept: 'n1', label: null },
      { name: 'sofa', concept: 'n2', label: sofa },
    ];
    expect(viewer.rows).toEqual(expected);
    await decided;
    expect(viewer.rows).toEqual(expected);
    expect(transport.calls).toContainEqual({
      method: 'decide',
      request: { photoIds: [10], label: 'n1', verdict: 'rejected' },
    });
    expect(toasts.items.map((toast) => toast.action?.label)).toEqual(['Undo']);
  });

  it('show the truth again where the core refuses', async () => {
    const { viewer, toasts } = await viewerOf((id) => photoOf(id, { labels: [cat] }), true);
    await viewer.show(10);
    const [row] = viewer.rows;
    if (!row) throw new Error('there is a row');
    await viewer.decide(row, 'rejected');
    expect(viewer.rows).toEqual([{ name: 'cat', concept: 'n1', label: cat }]);
    expect(toasts.items.map(({ kind, text }) => ({ kind, text }))).toEqual([
      { kind: 'error', text: 'There is no such photo.' },
    ]);
  });

  it('show an accepted guess as the user’s own word', async () => {
    const { viewer } = await viewerOf((id) => photoOf(id, { labels: [cat, sofa] }));
    await viewer.show(10);
    const row = viewer.rows[1];
    if (!row) throw new Error('there is a row');
    void viewer.decide(row, 'accepted');
    expect(viewer.rows[1]?.label).toEqual({ ...sofa, confidence: 1, certainty: 'fact', source: 'user' });
  });

  it('do not add an empty label', async () => {
    const { viewer, transport } = await viewerOf((id) => photoOf(id));
    await viewer.show(10);
    await viewer.addLabel('  ');
    expect(transport.calls.some((call) => call.method === 'decide')).toBe(false);
  });
});

describe('a favourite', () => {
  it('is one at once, and stays one', async () => {
    let favourite = false;
    const { viewer, transport } = await viewerOf((id) => photoOf(id, { favourite }));
    await viewer.show(10);
    favourite = true;
    const toggled = viewer.toggleFavourite();
    expect(viewer.details?.favourite).toBe(true);
    expect(await toggled).toBe(true);
    expect(viewer.details?.favourite).toBe(true);
    expect(transport.calls).toContainEqual({ method: 'setFavourite', request: { photoIds: [10], favourite: true } });
  });

  it('is none where the core refuses', async () => {
    const { viewer } = await viewerOf((id) => photoOf(id), true);
    await viewer.show(10);
    expect(await viewer.toggleFavourite()).toBe(false);
    expect(viewer.details?.favourite).toBe(false);
  });
});

describe('a description', () => {
  it('is said once, of the photo that it was written for, and not where it says nothing new', async () => {
    let description: string | null = 'Mitzi';
    const { viewer, transport, toasts } = await viewerOf((id) => photoOf(id, { description }));
    await viewer.show(10);
    expect([await viewer.describe(10, ' Mitzi\r\n'), toasts.items]).toEqual([true, []]);
    description = 'Mitzi,\nasleep';
    expect(await viewer.describe(10, description)).toBe(true);
    expect([viewer.details?.description, toasts.items[0]?.text]).toEqual([description, 'Description saved.']);
    await viewer.show(20);
    expect(await viewer.describe(10, '')).toBe(true);
    expect(toasts.items[0]?.text).toBe('Description removed.');
    const requests = transport.calls.filter(({ method }) => method === 'setDescription').map(({ request }) => request);
    expect(requests).toEqual([
      { photoIds: [10], description },
      { photoIds: [10], description: '' },
    ]);
  });

  it('that the core refuses is not taken for said', async () => {
    const { viewer, toasts } = await viewerOf((id) => photoOf(id), true);
    await viewer.show(10);
    expect(await viewer.describe(10, 'Mitzi')).toBe(false);
    expect(toasts.items[0]?.text).toBe('There is no such photo.');
  });
});

describe('another name', () => {
  const mitzi: Label = { ...cat, name: 'Mitzi', concept: 'own:1', source: 'user', path: ['Mitzi'] };

  it('is given to an own label, and taken back by undo', async () => {
    const { corrections, toasts, calls } = renaming();
    await corrections.rename('own:1', 'Chelsea');
    expect(toasts.items.map(({ text }) => text)).toEqual(['Mitzi is now called Chelsea.']);
    await corrections.undoLast();
    expect(calls.map(({ request }) => request)).toEqual([
      { concept: 'own:1', name: 'Chelsea' },
      { concept: 'own:1', name: 'Mitzi' },
    ]);
    expect(toasts.items.map(({ text }) => text)).toEqual(['Undone: it is called Mitzi again.']);
  });

  it('of a label of the model means that it is rather something else', async () => {
    const { viewer, transport } = await viewerOf((id) => photoOf(id, { labels: [cat, mitzi] }));
    await viewer.show(10);
    const [row] = viewer.rows;
    if (!row) throw new Error('there is a row');
    await viewer.replaceLabel(row, ' ');
    await viewer.replaceLabel(row, ' fox ');
    expect(transport.calls.filter(({ method }) => method === 'replaceLabel').map(({ request }) => request)).toEqual([
      { photoIds: [10], label: 'n1', by: 'fox' },
    ]);
  });
});

describe('where something is', () => {
  it('is shown of the first label that a model can know, and no longer on another photo', async () => {
    const own: Label = { ...cat, name: 'Mitzi', concept: 'own:1', source: 'user', path: ['Mitzi'] };
    const { viewer, transport } = await viewerOf((id) => photoOf(id, { labels: [own, cat] }));
    await viewer.show(10);
    void viewer.toggleHeat();
    expect(viewer.heat.label).toEqual({ concept: 'n1', name: 'cat' });
    expect(transport.calls).toContainEqual({ method: 'getHeatMap', request: { photoId: 10, concept: 'n1' } });
    await viewer.show(20);
    expect(viewer.heat.label).toBeNull();
  });
});

/** Corrections over a core that renames. */
function renaming() {
  let before = 'Mitzi';
  const transport = fakeTransport({
    renameLabel: async ({ concept, name }) => {
      const answer = { concept, name, before };
      before = name;
      return answer;
    },
  });
  const toasts = new Toasts();
  return { ...transport, toasts, corrections: new Corrections(transport.client, toasts, () => {}) };
}
