import { expect, it, vi } from 'vitest';
import { LicencesState } from './licences.svelte.ts';

const sharp = { name: 'sharp', version: '1.0.0', licence: 'Apache-2.0', text: 'Apache License' };

it('reads the licences once, when they are wanted', async () => {
  const read = vi.fn(async () => [sharp]);
  const licences = new LicencesState(read);
  expect(read).not.toHaveBeenCalled();
  await licences.load();
  await licences.load();
  expect({ parts: licences.parts, failed: licences.failed }).toEqual({ parts: [sharp], failed: false });
  expect(read).toHaveBeenCalledOnce();
});

it.each([
  ['no list', { sharp }],
  ['a list of something else', [{ name: 'sharp' }]],
])('says so where there is %s, and reads again when asked again', async (_case, wrong) => {
  const read = vi.fn<() => Promise<unknown>>(async () => wrong);
  const licences = new LicencesState(read);
  await licences.load();
  expect({ parts: licences.parts, failed: licences.failed }).toEqual({ parts: null, failed: true });
  read.mockResolvedValue([sharp]);
  await licences.load();
  expect({ parts: licences.parts, failed: licences.failed }).toEqual({ parts: [sharp], failed: false });
});
