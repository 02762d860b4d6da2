import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Verdict } from '../../shared/model/label.ts';
import { Corrections } from './corrections.svelte.ts';
import { ANSWERS_A_LESSON, ExampleQueue } from './example-queue.svelte.ts';
import { fakeTransport, photoOf, taughtOf } from './fake-transport.ts';
import { TaughtState } from './taught.svelte.ts';
import { TaughtLabelState } from './taught-label.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const bike = taughtOf('bike');

/** A core with 30 photos that are a bike and 1 that is not; those from 100 on can be asked about. */
async function setUp(isRefused = false) {
  const said = new Map<number, Verdict>([...Array(30).keys()].map((i) => [i + 1, 'accepted']));
  said.set(50, 'rejected');
  let lastChange = 0;
  const changes = new Map<number, number>();
  const transport = fakeTransport({
    listTaught: async () => [bike],
    listTaughtGroups: async () => [],
    listExamples: async ({ concept, verdict, limit, offset }) => {
      if (concept !== bike.concept) throw new AppError('not-found', 'It is not taught.');
      const ids = [...said].filter(([, one]) => one === verdict).map(([id]) => id);
      return { total: ids.length, photos: ids.slice(offset, offset + limit).map((id) => photoOf(id)) };
    },
    suggestExamples: async ({ limit }) =>
      Array.from({ length: 40 }, (_, i) => 100 + i)
        .filter((id) => !said.has(id))
        .slice(0, limit)
        .map((id) => ({ photo: photoOf(id), why: id % 2 === 0 ? 'unsure' : 'likely' })),
    decide: async ({ photoIds: [id = 0], label, verdict }) => {
      if (isRefused) throw new AppError('internal', 'The disk is full.');
      if (verdict === 'none') said.delete(id);
      else said.set(id, verdict);
      changes.set(++lastChange, id);
      return { changeId: lastChange, label: { name: label, concept: label }, verdict, photos: 1 };
    },
    undo: async ({ changeId }) => {
      said.delete(changes.get(changeId) ?? 0);
      return { photos: 1 };
    },
    trainTaught: async () => [bike],
    restoreTaught: async () => ({ ...bike, photos: 3 }),
    teach: async ({ parent }) => {
      if (parent === 'nonsense') throw new AppError('invalid-request', 'There is no label “nonsense”.');
      return { label: { ...bike, parent: { name: parent ?? '', concept: 'n1' } }, changeIds: [] };
    },
    renameLabel: async ({ concept, name }) => ({ concept, name, before: 'bike' }),
  });
  const toasts = new Toasts();
  const corrections = new Corrections(transport.client, toasts, () => {});
  const taught = new TaughtState(transport.client, toasts, corrections);
  const queue = new ExampleQueue(transport.client, corrections, toasts, () => page.refresh());
  const page: TaughtLabelState = new TaughtLabelState(transport.client, taught, corrections, toasts, queue);
  await page.show(bike.concept);
  const asked = (method: string) =>
    transport.calls.filter((call) => call.method === method).map(({ request }) => request);
  return { page, queue, toasts, asked };
}

it('shows a label with what was said of photos, a page at a time', async () => {
  const { page } = await setUp();
  expect(page.label).toEqual(bike);
  expect([page.accepted.total, page.accepted.photos.length, page.rejected.total]).toEqual([30, 24, 1]);
  await page.showMore('accepted');
  expect(page.accepted.photos).toHaveLength(30);
  await page.refresh();
  expect(page.accepted.photos).toHaveLength(30);
});

it('takes an example out, and keeps it out', async () => {
  const { page, asked } = await setUp();
  const done = page.takeOut(2, 'accepted');
  expect([page.accepted.total, page.accepted.photos[1]?.id]).toEqual([29, 3]);
  await done;
  expect(page.accepted.total).toBe(29);
  expect(asked('decide')).toEqual([{ photoIds: [2], label: bike.concept, verdict: 'none' }]);
});

it('says that a label is not taught any more', async () => {
  const { page } = await setUp();
  await page.show('own:gone');
  expect([page.label, page.problem]).toEqual([null, 'This label is not taught any more.']);
});

it('goes back to the version before, puts the label elsewhere, and renames it', async () => {
  const { page, toasts, asked } = await setUp();
  await page.restore();
  expect(page.label?.photos).toBe(3);
  page.parent.text = 'vehicle';
  expect(await page.setParent()).toBe(true);
  expect([page.label?.parent?.name, page.parent.text]).toEqual(['vehicle', '']);
  page.parent.text = 'nonsense';
  expect(await page.setParent()).toBe(false);
  expect(toasts.items.at(-1)?.text).toBe('There is no label “nonsense”.');
  expect(await page.rename('  ')).toBe(false);
  expect(await page.rename(' My bike ')).toBe(true);
  expect(asked('renameLabel')).toEqual([{ concept: bike.concept, name: 'My bike' }]);
});

it('asks about one photo after the other, and learns after a few answers', async () => {
  const { page, queue, asked } = await setUp();
  expect([queue.photo?.id, queue.why, queue.nextIds]).toEqual([100, 'unsure', [101, 102, 103]]);
  for (let i = 0; i < ANSWERS_A_LESSON; i++) await queue.answer(i === 0 ? 'accepted' : 'rejected');
  expect(asked('decide')).toHaveLength(ANSWERS_A_LESSON);
  expect(asked('trainTaught')).toEqual([{ concept: bike.concept }]);
  expect(asked('suggestExamples')).toHaveLength(2);
  expect([queue.photo?.id, queue.said, queue.isLearning]).toEqual([103, 3, false]);
  expect([page.accepted.total, page.rejected.total]).toEqual([31, 3]);
});

it('goes on while it learns; what is asked about stays', async () => {
  const { queue } = await setUp();
  await queue.answer('accepted');
  await queue.answer('accepted');
  const lesson = queue.answer('accepted');
  await queue.skip();
  expect(queue.photo?.id).toBe(104);
  await lesson;
  expect([queue.photo?.id, queue.nextIds[0]]).toEqual([104, 105]);
});

it('does not ask again about what was skipped, but goes back to it', async () => {
  const { queue, asked } = await setUp();
  await queue.skip();
  for (let i = 0; i < ANSWERS_A_LESSON; i++) await queue.answer('accepted');
  expect(queue.items?.map(({ photo }) => photo.id)).not.toContain(100);
  for (let i = 0; i <= ANSWERS_A_LESSON; i++) await queue.undo();
  expect([queue.photo?.id, queue.canUndo, queue.said, asked('undo')]).toEqual([
    100,
    false,
    0,
    [{ changeId: 3 }, { changeId: 2 }, { changeId: 1 }],
  ]);
});

it('tells what the core refused, and counts it as skipped', async () => {
  const { queue, toasts } = await setUp(true);
  await queue.answer('accepted');
  expect([queue.photo?.id, queue.said, queue.canUndo]).toEqual([101, 0, true]);
  expect(toasts.items.map(({ text }) => text)).toEqual(['The disk is full.']);
});

it('asks nothing where no label is shown', async () => {
  const { page, queue, asked } = await setUp();
  await page.show(null);
  await queue.answer('accepted');
  await queue.skip();
  await queue.undo();
  expect([queue.items, page.label, asked('decide')]).toEqual([null, null, []]);
});
