import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Push } from '../../shared/api.ts';
import { methods } from '../../shared/api-schema.ts';
import type { Answer } from '../../shared/bridge.ts';
import { createClient } from '../../shared/client.ts';
import { AppError } from '../../shared/errors.ts';
import { unpackResult } from '../../shared/layout/result-list.ts';
import { waitingFileOf } from '../../shared/model/photo.ts';
import type { Folder } from '../../shared/model/status.ts';

/** The contract behind one transport, over a library of its own. */
export interface ContractSubject {
  /** As the transport carries it: any name, any request. */
  call(method: string, request: unknown): Promise<Answer<unknown>>;
  /** Returns a function that stops listening. */
  onPush(listener: (push: Push) => void): () => void;
  fetchMedia(id: string, size: string): Promise<{ status: number; type: string | null; bytes: Uint8Array }>;
  close(): Promise<void>;
}

const samples = fileURLToPath(new URL('../../assets/samples', import.meta.url));
/** Pictures in `assets/samples`. */
const SAMPLES = 6;
const INDEXING_MS = 60_000;
const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');

const WEBP = [0x52, 0x49, 0x46, 0x46];

/** What every transport of the contract has to do. `start` opens a library in the data folder behind the transport. */
export function describeContract(name: string, start: (dataFolder: string) => Promise<ContractSubject>): void {
  describe(`the contract over ${name}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'bowerbird-contract-'));
    const photos = join(folder, 'photos');
    const called = new Set<string>();
    const pushes: Push[] = [];
    let subject: ContractSubject;
    let client: ApiClient;
    let added: Folder;
    let cat: number;

    beforeAll(async () => {
      cpSync(samples, photos, { recursive: true });
      cpSync(join(photos, 'chelsea.png'), join(photos, 'copy of chelsea.png'));
      writeFileSync(join(photos, 'broken.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00]));
      subject = await start(join(folder, 'data'));
      client = createClient((method, request) => {
        called.add(method);
        return subject.call(method, request) as Promise<Answer<never>>;
      });
      subject.onPush((push) => pushes.push(push));
      added = await client.addFolder({ path: photos });
    });

    afterAll(async () => {
      await subject?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('indexes a folder that is added, and says so by pushes', { timeout: INDEXING_MS }, async () => {
      expect(added).toMatchObject({ path: photos, online: true, problem: null });
      const isDone = (push: Push) =>
        push.name === 'status' && push.payload.state === 'idle' && push.payload.indexed === SAMPLES;
      await expect.poll(() => pushes.some(isDone), { timeout: INDEXING_MS }).toBe(true);
      await expect.poll(() => pushes.some((push) => push.name === 'libraryChanged')).toBe(true);
      expect(await client.getStatus({})).toMatchObject({
        state: 'idle',
        files: SAMPLES + 2,
        indexed: SAMPLES,
        duplicates: 1,
        failed: 1,
        pending: 0,
        toReclassify: 0,
        model: { id: 'efficientnet-lite2-imagenet' },
      });
    });

    it('tells what the host can do, and refuses what it can not', async () => {
      const capabilities = await client.getCapabilities({});
      expect(capabilities).toMatchObject({ samplePhotos: true, version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
      if (capabilities.pickFolder) expect(await client.pickFolder({})).toEqual({ path: null });
      else await expect(client.pickFolder({})).rejects.toMatchObject({ code: 'unsupported' });
      const [first] = (await client.search({ text: '', limit: 1, offset: 0, order: 'date' })).photos;
      const shown = client.showInFolder({ id: first?.id ?? 0 });
      if (capabilities.showInFolder) expect(await shown).toBeNull();
      else await expect(shown).rejects.toMatchObject({ code: 'unsupported' });
    });

    it('finds photos by what is in them, page by page', async () => {
      const page = await client.search({ text: 'cat', limit: 10, offset: 0, order: 'relevance' });
      expect(page).toMatchObject({ query: 'cat', total: 1, terms: [{ text: 'cat', negated: false }] });
      const [photo] = page.photos;
      expect(photo?.labels.length).toBeGreaterThan(0);
      expect(photo?.path).toContain('chelsea');
      cat = photo?.id ?? 0;
      const all = await client.search({ text: '', limit: 4, offset: 4, order: 'date' });
      expect([all.total, all.photos.length]).toEqual([SAMPLES, 2]);
      const layout = unpackResult(await client.getResultLayout({ text: '', order: 'date' }));
      expect([layout.total, layout.ids.length, layout.aspects.length]).toEqual([SAMPLES, SAMPLES, SAMPLES]);
      expect(layout.days.reduce((sum, day) => sum + day.count, 0)).toBe(SAMPLES);
      expect(await client.suggest({ text: 'cat', limit: 5 })).toContainEqual(
        expect.objectContaining({ photos: 1, coverId: cat }),
      );
    });

    it('tells all of one photo, by id and by path', async () => {
      const details = await client.getPhoto({ id: cat });
      expect(details).toMatchObject({ width: 451, height: 300, format: 'png', rejected: [] });
      expect(details.files.map((file) => file.path).sort()).toEqual([
        join(photos, 'chelsea.png'),
        join(photos, 'copy of chelsea.png'),
      ]);
      expect(await client.findPhoto({ path: join(photos, 'copy of chelsea.png') })).toEqual(details);
    });

    it('gives pictures by id and size, and nothing else', async () => {
      for (const size of ['grid', 'preview']) {
        const { status, type, bytes } = await subject.fetchMedia(String(cat), size);
        expect([status, type, [...bytes.subarray(0, 4)]]).toEqual([200, 'image/webp', WEBP]);
      }
      const wrong = [
        ['999999', 'grid'],
        [String(cat), 'original'],
        ['0', 'grid'],
        ['..%2f..%2flibrary.sqlite', 'grid'],
        [String(cat), '..%2fgrid'],
      ] as const;
      for (const [id, size] of wrong) {
        expect([id, size, (await subject.fetchMedia(id, size)).status]).toEqual([id, size, 404]);
      }
    });

    it('gives the photo itself where it is asked for in full size', async () => {
      const { status, type, bytes } = await subject.fetchMedia(String(cat), 'full');
      expect([status, type]).toEqual([200, 'image/png']);
      expect(Buffer.from(bytes).equals(readFileSync(join(photos, 'chelsea.png')))).toBe(true);
    });

    it('shows where in a photo something is', async () => {
      const [label] = (await client.getPhoto({ id: cat })).labels;
      const map = await client.getHeatMap({ photoId: cat, concept: label?.concept ?? '' });
      expect(map).toMatchObject({ frame: { left: expect.any(Number), width: expect.any(Number) } });
      expect(map.values).toHaveLength(map.columns * map.rows);
      expect(Math.max(...map.values)).toBe(1);
    });

    it('renames an own label, and says of a label that it is rather another', async () => {
      const find = async (text: string) =>
        (await client.search({ text, limit: 10, offset: 0, order: 'date' })).photos.map((photo) => photo.id);
      const { label, changeId } = await client.decide({ photoIds: [cat], label: 'Our Rexx', verdict: 'accepted' });
      const renamed = await client.renameLabel({ concept: label.concept, name: 'Our Minka' });
      expect(renamed).toEqual({ concept: label.concept, name: 'Our Minka', before: 'Our Rexx' });
      expect([await find('our minka'), await find('our rexx')]).toEqual([[cat], []]);
      const rather = await client.replaceLabel({ photoIds: [cat], label: 'cat', by: 'fox' });
      expect(rather).toMatchObject({ label: { name: 'fox' }, photos: 1 });
      expect([await find('fox'), await find('cat')]).toEqual([[cat], []]);
      await client.undo({ changeId: rather.changeId });
      await client.undo({ changeId });
      expect([await find('cat'), await find('our minka')]).toEqual([[cat], []]);
    });

    it('moves photos to the trash where the host has one', async () => {
      const { trash, hostSettings } = await client.getCapabilities({});
      expect(hostSettings).toBeInstanceOf(Array);
      const count = async () => (await client.search({ text: '', limit: 0, offset: 0, order: 'date' })).total;
      const path = join(photos, 'rocket.jpg');
      const { id } = await client.findPhoto({ path });
      if (!trash) {
        await expect(client.trashPhotos({ photoIds: [id] })).rejects.toMatchObject({ code: 'unsupported' });
        return;
      }
      const bytes = readFileSync(path);
      expect(await client.trashPhotos({ photoIds: [id] })).toEqual({ photos: 1, files: 1, failed: [] });
      expect([existsSync(path), await count()]).toEqual([false, SAMPLES - 1]);
      await expect(client.trashPhotos({ photoIds: [id] })).rejects.toMatchObject({ code: 'not-found' });
      writeFileSync(path, bytes);
      await client.rescan({});
      await expect.poll(count, { timeout: 10_000 }).toBe(SAMPLES);
      expect((await client.findPhoto({ path })).id).toBe(id);
    });

    it('takes corrections, and takes them back', async () => {
      const find = async (text: string) =>
        (await client.search({ text, limit: 10, offset: 0, order: 'date' })).photos.map((photo) => photo.id);
      const names = await client.suggestLabels({ text: 'cat', limit: 3 });
      expect(names[0]).toMatchObject({ name: expect.stringMatching(/^cat/), concept: expect.any(String) });
      const rejected = await client.decide({ photoIds: [cat], label: 'cat', verdict: 'rejected' });
      expect(rejected).toMatchObject({ verdict: 'rejected', photos: 1 });
      expect(await find('cat')).toEqual([]);
      await client.decide({ photoIds: [cat], label: 'Our Chelsea', verdict: 'accepted' });
      expect(await find('our chelsea')).toEqual([cat]);
      expect(await client.undo({ changeId: rejected.changeId })).toEqual({ photos: 1 });
      expect(await find('cat')).toEqual([cat]);
    });

    it('says how a query was understood, and what else there is to ask for', async () => {
      const page = await client.search({ text: 'cat type:png foo:bar', limit: 1, offset: 0, order: 'relevance' });
      expect(page).toMatchObject({
        terms: [{ kind: 'label' }, { kind: 'type', photos: expect.any(Number) }, {}, {}],
        slips: [{ reason: 'unknown-field', text: 'foo:bar' }],
      });
      const found = await client.search({ text: 'cat type:png', limit: 1, offset: 0, order: 'relevance' });
      expect(found.photos[0]?.reasons).toMatchObject([{ asked: 'cat', confidence: expect.any(Number) }]);
      expect(found.photos[0]?.matched).toEqual(found.photos[0]?.reasons.map((reason) => reason.name));
      const facets = await client.getFacets({ text: '', limit: 5 });
      expect(facets.types.map((type) => type.query)).toEqual(expect.arrayContaining(['type:png', 'type:jpeg']));
      for (const { query, photos: count } of Object.values(facets).flat()) {
        expect([query, (await client.search({ text: query, limit: 0, offset: 0, order: 'date' })).total]).toEqual([
          query,
          count,
        ]);
      }
      const near = await client.getNearest({ text: 'Siamese cat', limit: 3 });
      expect(near.map((label) => label.coverId)).toContain(cat);
      const top = await client.getLabelTree({ parent: null, limit: 20 });
      const animals = top.children.find((level) => level.concept === 'group:animals');
      expect(animals).toMatchObject({ query: 'label:animal', photos: 1, coverId: cat });
      const below = await client.getLabelTree({ parent: 'group:animals', limit: 20 });
      expect(below).toMatchObject({ path: [animals], children: [{ photos: 1, coverId: cat }] });
      const weaker = unpackResult(await client.getResultLayout({ text: 'cat', order: 'relevance', weaker: true }));
      expect(weaker.ids).toHaveLength(weaker.weaker);
      expect([...weaker.ids]).not.toContain(cat);
    });

    it('learns a label from examples, and takes it back', async () => {
      const find = async (text: string) =>
        (await client.search({ text, limit: 10, offset: 0, order: 'relevance' })).photos.map((photo) => photo.id);
      const others = (await client.search({ text: '-cat', limit: 10, offset: 0, order: 'date' })).photos;
      const negativeIds = others.slice(0, 1).map((photo) => photo.id);
      const { label, changeIds } = await client.teach({
        label: 'Taught tomcat',
        parent: 'cat',
        photoIds: [cat],
        negativeIds,
      });
      expect(label).toMatchObject({
        name: 'Taught tomcat',
        concept: expect.stringMatching(/^own:/),
        parent: { name: expect.stringContaining('cat') },
        positives: 1,
        negatives: 1,
        classifier: { kind: 'logistic', positives: 1, factProbability: null },
        hasPrevious: false,
        isBehind: false,
      });
      expect(changeIds).toHaveLength(2);
      expect(await client.listTaught({})).toEqual([label]);
      expect((await find('taught tomcat'))[0]).toBe(cat);
      const shown = (await client.getPhoto({ id: cat })).labels.find(({ concept }) => concept === label.concept);
      expect(shown).toMatchObject({
        source: 'user',
        path: expect.arrayContaining([label.parent?.name, 'Taught tomcat']),
      });
      expect(label).toMatchObject({ query: 'label:"Taught tomcat"', coverId: cat });
      const { concept } = label;
      const said = async (verdict: 'accepted' | 'rejected', offset = 0) => {
        const { total, photos } = await client.listExamples({ concept, verdict, limit: 10, offset });
        return [total, photos.map(({ id }) => id)];
      };
      expect(await said('accepted')).toEqual([1, [cat]]);
      expect(await said('accepted', 1)).toEqual([1, []]);
      expect(await said('rejected')).toEqual([1, negativeIds]);
      const suggested = await client.suggestExamples({ concept: label.concept, limit: 10 });
      expect(suggested.length).toBeGreaterThan(0);
      expect(suggested.map(({ photo }) => photo.id)).not.toContain(cat);
      const similar = await client.getSimilar({ photoId: cat, limit: 3 });
      expect(similar.map((photo) => photo.id)).not.toContain(cat);
      expect(similar.map((photo) => photo.score)).toEqual(similar.map((photo) => photo.score).sort((a, b) => b - a));
      const { foundProbability = 0 } = label.classifier ?? {};
      const strict = await client.setTaughtThreshold({ concept, probability: 0.999 });
      expect(strict.classifier).toMatchObject({ foundProbability: 0.999, isThresholdChosen: true });
      const report = await client.getTeachingReport({ concept });
      expect(report).toMatchObject({ measure: 'average-precision', foundProbability: 0.999, isThresholdChosen: true });
      expect(report.trainedAt).toBe(label.classifier?.trainedAt);
      const measured = await client.setTaughtThreshold({ concept, probability: null });
      expect(measured.classifier).toMatchObject({ foundProbability, isThresholdChosen: false });
      expect(await client.listTaughtGroups({})).toEqual([]);
      expect(await client.cancelTeaching({})).toBeNull();
      expect(await client.trainTaught({ concept: label.concept })).toMatchObject([{ hasPrevious: true }]);
      expect(await client.restoreTaught({ concept: label.concept })).toMatchObject({ hasPrevious: false });
      expect(await client.removeTaught({ concept: label.concept })).toBeNull();
      expect(await client.listTaught({})).toEqual([]);
      expect(await find('taught tomcat')).toEqual([cat]);
      for (const changeId of [...changeIds].reverse()) await client.undo({ changeId });
      expect(await find('taught tomcat')).toEqual([]);
    });

    it('finds what looks alike: a photo, a part of one, and in a query with other filters', async () => {
      const ids = (photos: readonly { id: number }[]) => photos.map((photo) => photo.id);
      const whole = await client.getSimilar({ photoId: cat, limit: 3 });
      const area = { left: 0.25, top: 0.2, width: 0.5, height: 0.5 };
      const part = await client.getSimilar({ photoId: cat, area, limit: 3 });
      expect([ids(whole).includes(cat), ids(part).includes(cat), part.length]).toEqual([false, false, 3]);
      const search = (text: string) => client.search({ text, limit: 10, offset: 0, order: 'relevance' });
      const found = await search(`similar:${cat}`);
      expect(found).toMatchObject({ total: SAMPLES - 1, slips: [], terms: [{ kind: 'similar', photos: SAMPLES - 1 }] });
      expect(ids(found.photos).slice(0, 3)).toEqual(ids(whole));
      const ofPart = await search(`similar:${cat}@25,20,50,50`);
      expect(ids(ofPart.photos).slice(0, 3)).toEqual(ids(part));
      const narrowed = await search(`similar:${cat} type:png`);
      expect(narrowed.total).toBeLessThan(found.total);
      expect(await search('similar:999999')).toMatchObject({ total: 0, slips: [] });
      expect(await search('similar:nothing')).toMatchObject({ slips: [{ reason: 'bad-value' }] });
      const facets = await client.getFacets({ text: `similar:${cat}`, limit: 5 });
      expect(facets.types.length).toBeGreaterThan(0);
      await expect(client.getSimilar({ photoId: 999_999, limit: 3 })).rejects.toMatchObject({ code: 'not-found' });
      const empty = { left: 0, top: 0, width: 0, height: 1 };
      const refused = client.getSimilar({ photoId: cat, area: empty, limit: 3 });
      await expect(refused).rejects.toMatchObject({ code: 'invalid-request' });
    });

    it('groups copies, and tells what corrections have taught', async () => {
      const page = await client.listDuplicates({ limit: 10, offset: 0 });
      expect(page).toMatchObject({ total: 1, counts: { near: 0, burst: 0, copies: 1 } });
      expect(page.groups).toMatchObject([{ kind: 'copies', photoIds: [cat], keepId: cat }]);
      expect(page.groups[0]?.paths).toHaveLength(2);
      expect(await client.listDuplicates({ kind: 'burst', limit: 10, offset: 0 })).toMatchObject({
        total: 0,
        groups: [],
      });
      expect(await client.listAdapted({})).toEqual({ needed: 8, labels: [] });
    });

    it('marks favourites, and undoes it', async () => {
      const find = async () =>
        (await client.search({ text: 'is:favourite', limit: 10, offset: 0, order: 'date' })).photos.map(({ id }) => id);
      const change = await client.setFavourite({ photoIds: [cat], favourite: true });
      expect(change).toMatchObject({ photos: 1 });
      expect(await find()).toEqual([cat]);
      expect(await client.getPhoto({ id: cat })).toMatchObject({ favourite: true });
      await client.undo({ changeId: change.changeId });
      expect(await find()).toEqual([]);
    });

    it('describes photos, and undoes it', async () => {
      const describedAs = async () => (await client.getPhoto({ id: cat })).description;
      const change = await client.setDescription({ photoIds: [cat], description: ' Mitzi,\r\nasleep \u0007 ' });
      expect(change).toMatchObject({ description: 'Mitzi,\nasleep', photos: 1 });
      expect(await describedAs()).toBe('Mitzi,\nasleep');
      const emptied = await client.setDescription({ photoIds: [cat], description: '' });
      expect([emptied.description, await describedAs()]).toEqual([null, null]);
      await client.undo({ changeId: emptied.changeId });
      expect(await describedAs()).toBe('Mitzi,\nasleep');
      expect(await client.undo({ changeId: change.changeId })).toEqual({ photos: 1 });
      expect(await describedAs()).toBeNull();
    });

    it('hides photos, and shows them again', async () => {
      const count = async (text: string) => (await client.search({ text, limit: 0, offset: 0, order: 'date' })).total;
      const change = await client.setHidden({ photoIds: [cat], hidden: true });
      expect(change).toMatchObject({ photos: 1 });
      expect([await count(''), await count('cat'), await count('cat is:hidden')]).toEqual([SAMPLES - 1, 0, 1]);
      expect(await client.getPhoto({ id: cat })).toMatchObject({ hidden: true });
      await client.undo({ changeId: change.changeId });
      expect([await count(''), await count('is:hidden')]).toEqual([SAMPLES, 0]);
    });

    it('tells the labels of several photos', async () => {
      const { photos: all } = await client.search({ text: '', limit: 10, offset: 0, order: 'date' });
      const labels = all.flatMap((photo) => photo.labels);
      const counts = new Map(labels.map(({ name }) => [name, labels.filter((label) => label.name === name).length]));
      const answer = await client.getLabelsOf({ photoIds: all.map(({ id }) => id), limit: 100 });
      expect(answer.counted).toBe(SAMPLES);
      expect(new Map(answer.labels.map(({ name, photos: count }) => [name, count]))).toEqual(counts);
      expect((await client.getLabelsOf({ photoIds: [cat], limit: 1 })).labels).toHaveLength(1);
    });

    it('keeps settings, and follows them', async () => {
      const before = await client.getSettings({});
      expect(await client.updateSettings({ wantedPrecision: 0.98 })).toEqual({ ...before, wantedPrecision: 0.98 });
      const { labels } = await client.getPhoto({ id: cat });
      expect(await client.updateSettings({ wantedPrecision: 0.8, effort: 'background' })).toEqual({
        ...before,
        wantedPrecision: 0.8,
        effort: 'background',
      });
      const facts = (list: typeof labels) => list.filter(({ certainty }) => certainty === 'fact').length;
      expect(facts((await client.getPhoto({ id: cat })).labels)).toBeGreaterThanOrEqual(facts(labels));
      expect(await client.updateSettings(before)).toEqual(before);
    });

    it('lists what failed, with its reason, and tries it again', async () => {
      const list = await client.listFailures({ limit: 10, offset: 0 });
      expect(list).toMatchObject({ total: 1, failures: [{ path: join(photos, 'broken.jpg'), code: 'damaged' }] });
      expect(list.failures[0]?.reason).not.toBe('');
      expect(list.reasons).toEqual([{ code: 'damaged', files: 1 }]);
      expect(await client.listFailures({ code: 'empty', limit: 10, offset: 0 })).toEqual({
        total: 0,
        reasons: list.reasons,
        failures: [],
      });
      const { showInFolder } = await client.getCapabilities({});
      const shown = client.showFileInFolder({ fileId: list.failures[0]?.fileId ?? 0 });
      if (showInFolder) expect(await shown).toBeNull();
      else await expect(shown).rejects.toMatchObject({ code: 'unsupported' });
      expect(await client.retryFailures({ code: 'empty' })).toEqual({ files: 0 });
      expect(await client.retryFailures({ code: 'damaged' })).toEqual({ files: 1 });
      const isSettled = async () => (await client.getStatus({})).failed === 1;
      await expect.poll(isSettled, { timeout: 10_000 }).toBe(true);
    });

    it('shows files that nobody has looked at among the photos, and looks at one when it is asked to', async () => {
      const path = join(photos, 'late copy.png');
      const all = { text: '', order: 'date', waiting: true } as const;
      const waitingFiles = async () => unpackResult(await client.getResultLayout(all)).waiting;
      await client.setPaused({ paused: true });
      cpSync(join(photos, 'chelsea.png'), path);
      await client.rescan({});
      await expect.poll(waitingFiles, { timeout: INDEXING_MS }).toBe(1);
      const layout = unpackResult(await client.getResultLayout(all));
      const place = layout.ids.find((id) => waitingFileOf(id) !== undefined) ?? 0;
      const fileId = waitingFileOf(place) ?? 0;
      expect([layout.total, layout.ids.length, layout.aspects.length]).toEqual([SAMPLES + 1, SAMPLES + 1, SAMPLES + 1]);
      expect(layout.days.reduce((sum, day) => sum + day.count, 0)).toBe(SAMPLES + 1);
      const page = await client.search({ ...all, limit: 100, offset: 0 });
      expect(page.photos.map(({ id }) => id)).toEqual([...layout.ids]);
      expect(page.photos.find(({ id }) => id === place)).toMatchObject({ path, labels: [], placeholder: null });
      expect(unpackResult(await client.getResultLayout({ text: '', order: 'date' }))).toMatchObject({
        waiting: 0,
        total: SAMPLES,
      });
      await expect(client.lookNow({ fileId })).rejects.toMatchObject({ code: 'unsupported' });
      expect(await client.lookFirst({ fileIds: [fileId] })).toBeNull();

      await client.setPaused({ paused: false });
      expect(await client.lookNow({ fileId })).toEqual({ photoId: cat });
      await expect.poll(waitingFiles, { timeout: INDEXING_MS }).toBe(0);
      await expect(client.lookNow({ fileId: 1_000_000 })).rejects.toMatchObject({ code: 'not-found' });
      rmSync(path);
      await client.rescan({});
      const files = async () => (await client.getStatus({})).files;
      await expect.poll(files, { timeout: INDEXING_MS }).toBe(SAMPLES + 2);
    });

    it('tells where the library lies and how much room it takes', async () => {
      const storage = await client.getStorage({});
      expect(storage).toMatchObject({ path: join(folder, 'data'), modelsBytes: 0 });
      expect(Math.min(storage.databaseBytes, storage.thumbnailsBytes)).toBeGreaterThan(0);
      const { showInFolder } = await client.getCapabilities({});
      const shown = client.showDataFolder({});
      if (showInFolder) expect(await shown).toBeNull();
      else await expect(shown).rejects.toMatchObject({ code: 'unsupported' });
    });

    it('gives out what the user said, and takes it in again', async () => {
      const ownLabel = async () => (await client.search({ text: 'tom', limit: 5, offset: 0, order: 'date' })).total;
      const said = await client.decide({ photoIds: [cat], label: 'Tom of next door', verdict: 'accepted' });
      const { text, decisions } = await client.exportDecisions({});
      expect(text.trimEnd().split('\n')).toHaveLength(decisions);
      await client.undo({ changeId: said.changeId });
      const report = await client.importDecisions({ text: `${text}no line of it\n` });
      expect(report).toMatchObject({ decisions: 1, unchanged: decisions - 1, photosKnown: report.photos, skipped: 1 });
      expect((await client.getPhoto({ id: cat })).labels.map((label) => label.name)).toContain('Tom of next door');
      await client.undo({ changeId: report.changeId ?? 0 });
      expect(await client.importDecisions({ text: '' })).toMatchObject({ decisions: 0, photos: 0, changeId: null });
      expect(await ownLabel()).toBe(0);
    });

    it('gives labels out as tables and sidecars, and takes keywords in', async () => {
      const table = await client.exportLabels({ format: 'csv', text: 'cat', after: 0 });
      expect(table).toMatchObject({ photos: 1, next: null, text: expect.stringMatching(/^path,concept,name,tree,/u) });
      expect((await client.exportLabels({ format: 'jsonl', after: 0 })).photos).toBe(SAMPLES);
      const target = join(folder, 'sidecars');
      const sidecars = { folder: target, text: 'cat', guesses: true };
      expect(await client.exportSidecars(sidecars)).toMatchObject({ folder: target, written: 2, merged: 0, failed: 0 });
      expect(existsSync(join(target, 'photos', 'chelsea.png.xmp'))).toBe(true);
      if (hasPerl)
        expect(await client.importKeywords({ folder: photos })).toMatchObject({
          photos: SAMPLES,
          labels: 0,
          failed: 0,
        });
      else await expect(client.importKeywords({})).rejects.toMatchObject({ code: 'unsupported' });
      await expect(client.importKeywords({ folder: target })).rejects.toMatchObject({ code: 'not-found' });
    });

    it('pauses and goes on', async () => {
      expect(await client.setPaused({ paused: true })).toMatchObject({ state: 'paused' });
      expect((await client.setPaused({ paused: false })).state).not.toBe('paused');
      expect(await client.rescan({})).toBeNull();
      expect(await client.rescan({ folderId: added.id })).toBeNull();
    });

    it('leaves a folder alone, and takes it up again', async () => {
      expect(await client.setFolderPaused({ folderId: added.id, paused: true })).toMatchObject({ paused: true });
      expect(await client.listFolders({})).toMatchObject([{ id: added.id, paused: true }]);
      expect(await client.setFolderPaused({ folderId: added.id, paused: false })).toMatchObject({ paused: false });
    });

    it('lists models, and refuses what is none', async () => {
      const [model] = await client.listModels({});
      expect(model).toMatchObject({ id: 'efficientnet-lite2-imagenet', active: true, builtIn: true, classes: 1019 });
      expect(await client.useModel({ id: 'efficientnet-lite2-imagenet' })).toMatchObject({ active: true });
      await expect(client.useModel({ id: 'no-such-model' })).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.installModel({ path: photos })).rejects.toMatchObject({ code: 'model-invalid' });
    });

    it.each([
      ['getPhoto', { id: 999_999 }, 'not-found'],
      ['findPhoto', { path: join(photos, 'nowhere.jpg') }, 'not-found'],
      ['undo', { changeId: 999_999 }, 'not-found'],
      ['teach', { label: 'Bike', photoIds: [999_999] }, 'not-found'],
      ['teach', { label: 'Bike', parent: 'qwertyuiop' }, 'invalid-request'],
      ['removeTaught', { concept: 'own:999999' }, 'not-found'],
      ['exportTaught', { concept: 'own:999999', format: 'json' }, 'not-found'],
      ['exportTaught', { group: 'no such classifier', format: 'onnx' }, 'not-found'],
      ['importTaught', { base64: 'bm90aGluZw==', fileName: 'nothing.onnx' }, 'invalid-request'],
      ['importTaught', { base64: 'e30=', fileName: 'nothing.json' }, 'invalid-request'],
      ['teachFolder', { path: join(folder, 'no such folder') }, 'folder-unavailable'],
      ['teachTable', { path: join(folder, 'no such table.csv') }, 'not-found'],
      ['restoreTaught', { concept: 'own:999999' }, 'not-found'],
      ['getTeachingReport', { concept: 'own:999999' }, 'not-found'],
      ['getTeachingReport', { group: 'nothing' }, 'not-found'],
      ['setTaughtThreshold', { concept: 'own:999999', probability: null }, 'not-found'],
      ['removeTaughtGroup', { name: 'nothing' }, 'not-found'],
      ['suggestExamples', { concept: 'own:999999', limit: 5 }, 'not-found'],
      ['listExamples', { concept: 'own:999999', verdict: 'accepted', limit: 5, offset: 0 }, 'not-found'],
      ['getSimilar', { photoId: 999_999, limit: 5 }, 'not-found'],
      ['getHeatMap', { photoId: 999_999, concept: 'n02121620' }, 'not-found'],
      ['renameLabel', { concept: 'own:999', name: 'Mitzi' }, 'not-found'],
      ['replaceLabel', { photoIds: [999_999], label: 'cat', by: 'dog' }, 'not-found'],
      ['setFavourite', { photoIds: [999_999], favourite: true }, 'not-found'],
      ['setHidden', { photoIds: [999_999], hidden: true }, 'not-found'],
      ['setDescription', { photoIds: [999_999], description: 'Mitzi' }, 'not-found'],
      ['getLabelTree', { parent: 'group:nothing', limit: 5 }, 'not-found'],
      ['decide', { photoIds: [999_999], label: 'cat', verdict: 'accepted' }, 'not-found'],
      ['removeFolder', { folderId: 999_999 }, 'not-found'],
      ['setFolderPaused', { folderId: 999_999, paused: true }, 'not-found'],
      ['rescan', { folderId: 999_999 }, 'not-found'],
      ['showFileInFolder', { fileId: 999_999 }, 'not-found'],
      ['addFolder', { path: join(folder, 'no such folder') }, 'folder-unavailable'],
    ])('%s of what is not there is an error with a code and a sentence', async (method, request, code) => {
      const message = expect.stringMatching(/^[^\n]{10,}$/);
      expect(await subject.call(method, request)).toEqual({
        ok: false,
        error: expect.objectContaining({ code, message }),
      });
    });

    it.each([
      ['frobnicate', {}],
      ['constructor', {}],
      ['getStatus', { more: 1 }],
      ['getStatus', null],
      ['search', { text: 'cat' }],
      ['search', { text: 'cat', limit: -1, offset: 0, order: 'date' }],
      ['search', { text: 'x'.repeat(20_000), limit: 1, offset: 0, order: 'date' }],
      ['search', { text: 'cat', limit: 1, offset: 0, order: 'date', weaker: 1 }],
      ['setFavourite', { photoIds: [1] }],
      ['setDescription', { photoIds: [1], description: 'x'.repeat(5_001) }],
      ['setDescription', { photoIds: [1], description: null }],
      ['setDescription', { photoIds: Array.from({ length: 10_001 }, () => 1), description: 'Mitzi' }],
      ['teach', { label: 'Bike', photoIds: [] }],
      ['getTeachingReport', {}],
      ['setTaughtThreshold', { concept: 'cat', probability: 0 }],
      ['teach', { photoIds: [1] }],
      ['exportTaught', { format: 'json' }],
      ['exportTaught', { concept: 'own:1', group: 'flowers', format: 'json' }],
      ['importTaught', { base64: '', fileName: 'nothing.json' }],
      ['updateSettings', { wantedPrecision: 2 }],
      ['updateSettings', { effort: 'none' }],
      ['importDecisions', { text: 1 }],
      ['exportLabels', { format: 'xlsx', after: 0 }],
      ['exportSidecars', { folder: '' }],
      ['importKeywords', { folder: 'a\0b' }],
      ['listFailures', { code: 'other', limit: 1, offset: 0 }],
      ['updateSettings', { unknown: 1 }],
      ['getPhoto', { id: '1' }],
      ['getPhoto', { id: 1.5 }],
      ['decide', { photoIds: [], label: 'cat', verdict: 'accepted' }],
      ['decide', { photoIds: [1], label: '  ', verdict: 'accepted' }],
      ['addFolder', { path: 'a\0b' }],
    ])('refuses %s with a wrong request', async (method, request) => {
      const error = expect.objectContaining({ code: 'invalid-request', message: expect.any(String) });
      expect(await subject.call(method, request)).toEqual({ ok: false, error });
    });

    it('a client throws AppError', async () => {
      await expect(client.getPhoto({ id: 999_999 })).rejects.toBeInstanceOf(AppError);
    });

    it('offers its sample photos, and takes folders out again', async () => {
      const sample = await client.addSampleFolder({});
      const folderIds = async () => (await client.listFolders({})).map((other) => other.id);
      expect(await folderIds()).toEqual(expect.arrayContaining([added.id, sample.id]));
      expect(await client.removeFolder({ folderId: sample.id })).toBeNull();
      expect(await folderIds()).toEqual([added.id]);
    });

    it('learns from a folder and from a table, gives it out as a file, and takes that in again', async () => {
      const classes = join(folder, 'pets and drinks');
      for (const [label, name] of [
        ['Contract cats', 'chelsea.png'],
        ['Contract drinks', 'coffee.png'],
      ] as const) {
        mkdirSync(join(classes, label), { recursive: true });
        cpSync(join(photos, name), join(classes, label, name));
      }
      const lesson = await client.teachFolder({ path: classes });
      expect(lesson).toMatchObject({ name: 'pets and drinks', accuracy: null, reason: expect.any(String) });
      expect(lesson.labels.map(({ name, positives }) => [name, positives])).toEqual([
        ['Contract cats', 1],
        ['Contract drinks', 1],
      ]);
      const table = join(folder, 'pets.csv');
      writeFileSync(table, 'photos/chelsea.png;Contract cats\nphotos/coffee.png;Contract drinks\n');
      const labels = lesson.labels.map(({ concept }) => ({ concept, positives: 1, hasPrevious: true }));
      expect(await client.teachTable({ path: table })).toMatchObject({ name: 'pets', labels });
      writeFileSync(table, 'photos/chelsea.png,Contract cats\nphotos/nowhere.png,Contract drinks\n');
      await expect(client.teachTable({ path: table })).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringContaining('Line 2'),
      });
      const [cats] = lesson.labels;
      const group = lesson.name;
      for (const format of ['json', 'onnx'] as const) {
        const label = await client.exportTaught({ concept: cats?.concept ?? '', format });
        expect(label).toMatchObject({ fileName: `Contract cats.${format}` });
        const { base64, fileName } = label;
        expect(await client.importTaught({ base64, fileName })).toMatchObject({
          kind: 'label',
          labels: [{ name: 'Contract cats' }],
        });
        const classifier = await client.exportTaught({ group, format });
        expect(await client.importTaught({ base64: classifier.base64, fileName: classifier.fileName })).toMatchObject({
          kind: 'classifier',
          name: group,
        });
      }
      expect((await client.listTaughtGroups({})).map(({ name }) => name)).toContain(group);
      expect(await client.removeTaughtGroup({ name: group })).toBeNull();
      expect((await client.listTaughtGroups({})).map(({ name }) => name)).not.toContain(group);
      const added = (await client.listFolders({})).find(({ path }) => path.endsWith(group));
      await client.removeFolder({ folderId: added?.id ?? 0 });
    });

    it('has answered every method', () => {
      expect([...called].sort()).toEqual([...methods].sort());
    });
  });
}
