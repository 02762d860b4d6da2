import { expect, it, vi } from 'vitest';
import type { Facets } from '../../shared/api.ts';
import { endOfPath, FacetsState } from './facets.svelte.ts';
import { fakeSettings, fakeTransport } from './fake-transport.ts';

const of = (name: string): Facets => ({
  labels: [{ name, query: `label:${name}`, photos: 3 }],
  years: [],
  cameras: [],
  folders: [],
  types: [{ name: 'JPEG', query: 'type:jpeg', photos: 2 }],
  certainties: [],
});

function setUp() {
  const waiting = new Map<string, (facets: Facets) => void>();
  const transport = fakeTransport({
    getFacets: ({ text }) => new Promise((resolve) => waiting.set(text, resolve)),
  });
  const settings = fakeSettings();
  const facets = new FacetsState(transport.client, settings);
  const asked = () => transport.calls.map((call) => call.request);
  return { facets, settings, waiting, asked, client: transport.client };
}

it('asks when a result is shown, only while it is seen, and not for what can’t be narrowed', () => {
  const { facets, asked } = setUp();
  facets.found({ text: 'cat', order: 'relevance' }, 10);
  expect(asked()).toEqual([]);
  const stop = facets.watch();
  expect(asked()).toEqual([{ text: 'cat', limit: 12 }]);
  facets.found({ text: 'dog', order: 'date', weaker: true }, 10);
  facets.found({ text: '', order: 'date' }, 10);
  facets.found({ text: 'unicorn', order: 'relevance' }, 1);
  stop();
  facets.found({ text: 'sofa', order: 'date' }, 10);
  expect(asked().slice(1)).toEqual([{ text: 'dog', limit: 12, weaker: true }]);
});

it('keeps what was there until the newest answer comes, and drops answers to older searches', async () => {
  const { facets, waiting } = setUp();
  facets.watch();
  facets.found({ text: 'cat', order: 'relevance' }, 10);
  waiting.get('cat')?.(of('sofa'));
  await vi.waitFor(() => expect(facets.groups.map((group) => group.kind)).toEqual(['labels', 'types']));
  facets.found({ text: 'dog', order: 'relevance' }, 10);
  facets.found({ text: 'bird', order: 'relevance' }, 10);
  expect(facets.current).toEqual(of('sofa'));
  waiting.get('bird')?.(of('tree'));
  waiting.get('dog')?.(of('ball'));
  await vi.waitFor(() => expect(facets.current).toEqual(of('tree')));
});

it('remembers whether it is open beside the photos; above them it opens on demand', () => {
  const { facets, settings, client } = setUp();
  expect([facets.isOpen(true), facets.isOpen(false)]).toEqual([true, false]);
  facets.toggle(true);
  facets.toggle(false);
  expect([facets.isOpen(true), facets.isOpen(false)]).toEqual([false, true]);
  const next = new FacetsState(client, settings);
  expect([next.isOpen(true), next.isOpen(false)]).toEqual([false, false]);
});

it('shows the end of a path', () => {
  expect([endOfPath('/photos/2019/Italy/'), endOfPath('C:\\Pictures\\Rome'), endOfPath('/photos')]).toEqual([
    '2019/Italy',
    'Pictures/Rome',
    'photos',
  ]);
});
