import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Library, openLibrary } from '../../main/core/library.ts';
import { findProgramFiles } from '../../main/faces/runtime.ts';
import { AppError } from '../../shared/errors.ts';
import { unpackResult } from '../../shared/layout/result-list.ts';
import { waitFor } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { createTestWorkers } from '../support/test-workers.ts';

/** Sequences that are tried: `BOWERBIRD_SEQUENCES` of them (40 without it), of `BOWERBIRD_SEED` (1). */
const numRuns = Number(process.env.BOWERBIRD_SEQUENCES ?? 40);
const seed = Number(process.env.BOWERBIRD_SEED ?? 1);

const widthOf = (k: number) => 16 + k;
/** So that there is something to tell by years. */
const yearOf = (k: number) => 2001 + k;

const contents = await Promise.all(
  Array.from({ length: 5 }, async (_, k) => {
    const background = { r: 40 * k, g: 200 - 30 * k, b: 90 };
    const picture = await sharp({ create: { width: widthOf(k), height: 12, channels: 3, background } })
      .png()
      .toBuffer();
    // What differs in length is told to be another file, even where it was written within the same millisecond.
    return Buffer.concat([picture, Buffer.alloc(k)]);
  }),
);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const good = new Set(contents.map(hashOf));
const bad = [Buffer.alloc(0), Buffer.from('no picture')];

const roots = ['A', 'B', 'A/x'];
const directories = ['A', 'A/x', 'A/x/y', 'B', 'B/x', 'A/.hidden', 'B/@eaDir'];
const names = ['1.png', '2.PNG', 'Größe (2).jpg', '.dot.png', 'notes.txt'];
const labels = ['Mitzi', 'tabby', 'animal'];
/** None of them a noun: a search for one finds it in descriptions. */
const descriptions = ['Mitzinchen\nasleep', 'Gartenfest, 2. Juni', ''];

const path = fc.record({ directory: fc.constantFrom(...directories), name: fc.constantFrom(...names) });
const content = fc.nat(contents.length + bad.length - 1);
const photo = fc.nat(contents.length - 1);
const command = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), path, content }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), file: fc.nat(50) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), file: fc.nat(50), to: path }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('away-and-back' as const), file: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('move-directory' as const),
      from: fc.constantFrom('A/x', 'A/x/y', 'B/x'),
      to: fc.constantFrom('A/x', 'A/x/y', 'B/x', 'B/@eaDir'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), root: fc.constantFrom(...roots) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), root: fc.constantFrom(...roots) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('correct' as const),
      photo,
      label: fc.constantFrom(...labels),
      verdict: fc.constantFrom('accepted' as const, 'rejected' as const, 'none' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('favourite' as const), photo, is: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide' as const), photo, is: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('describe' as const), photo, text: fc.constantFrom(...descriptions) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rescan' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unplug' as const), root: fc.constantFrom('A', 'B') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** What was said of each photo by its content: `hash label` to the verdict, `hash description` to the text. */
type Said = Map<string, string>;

/** A library, the disk below it, and what both should know. */
class World {
  readonly top = makeTemporaryFolder();
  readonly dataFolder = makeTemporaryFolder();
  readonly roots = new Set<string>();
  said: Said = new Map();
  /** Changes that can be undone, each with what was said before it. */
  readonly changes: { id: number; before: Said }[] = [];
  library!: Library;

  async open(): Promise<void> {
    this.library = await openLibrary({
      ...findProgramFiles(),
      dataFolder: this.dataFolder,
      workers: createTestWorkers(),
      background: false,
    });
  }

  at(...parts: string[]): string {
    return join(this.top, ...parts);
  }

  /** Pictures on disk that the library has to know of: path to hash. What is hidden, or no picture by name, is left out. */
  pictures(): Map<string, string> {
    const found = new Map<string, string>();
    const add = (directory: string) => {
      for (const entry of readdirSync(directory, { withFileTypes: true })) {
        const whole = join(directory, entry.name);
        if (entry.name.startsWith('.') || entry.name === '@eaDir') continue;
        if (entry.isDirectory()) add(whole);
        else if (/\.(?:png|jpg)$/iu.test(entry.name)) found.set(whole, hashOf(readFileSync(whole)));
      }
    };
    for (const root of this.roots) add(this.at(root));
    return found;
  }

  /** One of the files that are there, in whichever folder; undefined where there is none. */
  file(number: number): string | undefined {
    const files = readdirSync(this.top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    return files[number % files.length];
  }

  photoId(k: number): number | undefined {
    const wanted = hashOf(contents[k] ?? Buffer.alloc(0));
    return this.known.get(wanted);
  }

  /** Photos by content, as they were when the disk was last looked at. */
  known = new Map<string, number>();

  async settle(): Promise<void> {
    await this.library.index([...this.roots].map((root) => this.at(root)));
    await this.check();
  }

  async check(): Promise<void> {
    const { api } = this.library;
    const pictures = this.pictures();
    const failedOnDisk = [...pictures].filter(([, hash]) => !good.has(hash)).map(([whole]) => whole);
    const byHash = new Map<string, string[]>();
    for (const [whole, hash] of pictures) if (good.has(hash)) byHash.set(hash, [...(byHash.get(hash) ?? []), whole]);

    const { failures, total } = await api.listFailures({ limit: 1_000, offset: 0 });
    expect(failures.map((failure) => failure.path).sort()).toEqual(failedOnDisk.sort());
    expect(failures.every(({ reason }) => reason.length > 10)).toBe(true);
    const goodFiles = pictures.size - failedOnDisk.length;
    expect(await api.getStatus({})).toMatchObject({
      state: 'idle',
      files: pictures.size,
      indexed: byHash.size,
      failed: total,
      duplicates: goodFiles - byHash.size,
      pending: 0,
      toReclassify: 0,
    });

    this.known = new Map();
    for (const [hash, paths] of byHash) {
      const details = await api.findPhoto({ path: paths[0] ?? '' });
      this.known.set(hash, details.id);
      expect(details.width, `${paths[0]}`).toBe(widthOf(contents.findIndex((bytes) => hashOf(bytes) === hash)));
      expect(
        details.files
          .filter(({ state }) => state === 'present')
          .map((file) => file.path)
          .sort(),
      ).toEqual(paths.sort());
      for (const label of labels) {
        const verdict = this.said.get(`${hash} ${label}`);
        const shown = details.labels.find(({ name, source }) => isCalled(name, label) && source === 'user');
        expect(shown !== undefined, `${label} of ${paths[0]}`).toBe(verdict === 'accepted');
        expect(details.rejected.some(({ name }) => isCalled(name, label))).toBe(verdict === 'rejected');
      }
      expect(details.favourite).toBe(this.said.has(`${hash} favourite`));
      expect(details.description).toBe(this.said.get(`${hash} description`) || null);
    }

    const folders = await api.listFolders({});
    expect(folders.map((folder) => relative(this.top, folder.path)).sort()).toEqual([...this.roots].sort());
    for (const folder of folders) {
      const inside = [...pictures].filter(([whole]) => whole.startsWith(`${folder.path}/`));
      const photos = new Set(inside.filter(([, hash]) => good.has(hash)).map(([, hash]) => hash)).size;
      const failed = inside.filter(([, hash]) => !good.has(hash)).length;
      expect(folder).toMatchObject({ online: true, photos, failed, pending: 0 });
    }

    const isHidden = (hash: string) => this.said.has(`${hash} hidden`);
    const visible = [...byHash.keys()].filter((hash) => !isHidden(hash));
    const ids = visible.map((hash) => this.known.get(hash)).sort();
    const list = unpackResult(await api.getResultLayout({ text: '', order: 'date' }));
    expect([...list.ids].sort()).toEqual(ids);
    expect(list.days.reduce((sum, { count }) => sum + count, 0)).toBe(ids.length);
    const hidden = await api.search({ text: 'is:hidden', order: 'date', limit: 100, offset: 0 });
    expect(hidden.total).toBe(byHash.size - visible.length);
    const facets = await api.getFacets({ text: '', limit: 100 });
    const count = async (query: string) =>
      (await api.search({ text: query, order: 'date', limit: 0, offset: 0 })).total;
    for (const { query, photos } of Object.values(facets).flat()) expect(await count(query), query).toBe(photos);
    for (const [text, query] of [
      [descriptions[0], 'mitzinchen'],
      [descriptions[1], 'description:garten'],
    ] as const) {
      expect(await count(query), query).toBe(
        visible.filter((hash) => this.said.get(`${hash} description`) === text).length,
      );
    }
    const tree = await api.getLabelTree({ parent: null, limit: 100 });
    for (const { query, photos } of tree.children) {
      if (query !== null) expect(await count(query), query).toBe(photos);
    }
    await this.checkSaid();
  }

  /** Opens the library anew and lets it look at the disk without working off what it finds: that is in the queue then. */
  async look(): Promise<void> {
    await this.library.close();
    await this.open();
    const { api } = this.library;
    const lastScans = async () =>
      (await api.listFolders({})).map(({ lastScanAt }) => Date.parse(lastScanAt ?? '') || 0);
    const startedAtMs = Date.now();
    await api.rescan({});
    await waitFor(async () => (await lastScans()).every((at) => at >= startedAtMs), 20_000);
    const pictures = [...this.pictures().keys()];
    const status = await api.getStatus({});
    expect(status.files).toBe(pictures.length);
    expect(status.indexed + status.failed + status.duplicates + status.pending).toBe(pictures.length);
    const { failures } = await api.listFailures({ limit: 1_000, offset: 0 });
    const failed = new Set(failures.map((failure) => failure.path));
    const found = await Promise.all(pictures.map((whole) => this.isFound(whole)));
    const queued = pictures.filter((whole, i) => !(found[i] || failed.has(whole)));
    expect(pictures.filter((whole, i) => found[i] && failed.has(whole))).toEqual([]);
    expect([failed.size, queued.length]).toEqual([status.failed, status.pending]);
  }

  async isFound(whole: string): Promise<boolean> {
    try {
      const { files } = await this.library.api.findPhoto({ path: whole });
      return files.some(({ path: other, state }) => other === whole && state === 'present');
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return false;
      throw error;
    }
  }

  /** All that was said is there, whether the photos are or not. */
  async checkSaid(): Promise<void> {
    const { text } = await this.library.api.exportDecisions({});
    const lines = text.split('\n').filter((line) => line !== '');
    const kept = lines.map((line) => {
      const said = JSON.parse(line) as { photo: string } & (
        | { name: string; verdict: number }
        | { description: string }
      );
      if ('description' in said) return `${said.photo} description ${said.description}`;
      return `${said.photo} ${toLabel(said.name)} ${said.verdict === 1 ? 'accepted' : 'rejected'}`;
    });
    const wanted = [...this.said].map(([key, said]) => `${key} ${said}`);
    expect(kept.sort()).toEqual(wanted.sort());
  }

  /** What the user says of a photo. */
  async say(k: number, label: string, verdict: 'accepted' | 'rejected' | 'none', id: number): Promise<void> {
    const { api } = this.library;
    const before = new Map(this.said);
    const photoIds = [id];
    const key = `${hashOf(contents[k] ?? Buffer.alloc(0))} ${label}`;
    const is = verdict === 'accepted';
    const { changeId } = await (label === 'favourite'
      ? api.setFavourite({ photoIds, favourite: is })
      : label === 'hidden'
        ? api.setHidden({ photoIds, hidden: is })
        : api.decide({ photoIds, label, verdict }));
    if (verdict === 'none') this.said.delete(key);
    else this.said.set(key, verdict);
    this.changes.push({ id: changeId, before });
  }
}

/** What the user says of a photo in words: where nothing was said there is nothing to be emptied. */
async function describePhoto(world: World, k: number, text: string, id: number): Promise<void> {
  const before = new Map(world.said);
  const key = `${hashOf(contents[k] ?? Buffer.alloc(0))} description`;
  const { changeId } = await world.library.api.setDescription({ photoIds: [id], description: text });
  if (text !== '' || before.has(key)) world.said.set(key, text);
  world.changes.push({ id: changeId, before });
}

/** Names of labels in the library differ from what was typed: a noun is called by its first word. */
const toLabel = (name: string) => labels.find((label) => isCalled(name, label)) ?? name.toLowerCase();
const isCalled = (name: string, label: string) => name.toLowerCase().startsWith(label.toLowerCase());

async function run(world: World, step: Command): Promise<void> {
  const { library } = world;
  switch (step.kind) {
    case 'write': {
      const whole = world.at(step.path.directory, step.path.name);
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, [...contents, ...bad][step.content] ?? '');
      const year = new Date(Date.UTC(yearOf(step.content), 6, 1));
      utimesSync(whole, year, year);
      return;
    }
    case 'delete': {
      const whole = world.file(step.file);
      if (whole !== undefined) rmSync(whole);
      return;
    }
    case 'move': {
      const from = world.file(step.file);
      const to = world.at(step.to.directory, step.to.name);
      if (from === undefined) return;
      mkdirSync(dirname(to), { recursive: true });
      return renameSync(from, to);
    }
    case 'away-and-back': {
      const whole = world.file(step.file);
      if (whole === undefined) return;
      renameSync(whole, world.at('away'));
      await world.settle();
      renameSync(world.at('away'), whole);
      return;
    }
    case 'move-directory': {
      const [from, to] = [world.at(step.from), world.at(step.to)];
      const isRoot = [...world.roots].some((root) => world.at(root).startsWith(from));
      if (isRoot || !existsSync(from) || existsSync(to) || `${to}/`.startsWith(`${from}/`)) return;
      mkdirSync(dirname(to), { recursive: true });
      return renameSync(from, to);
    }
    case 'add': {
      mkdirSync(world.at(step.root), { recursive: true });
      await library.api.addFolder({ path: world.at(step.root) });
      const isInner = [...world.roots].some((root) => step.root.startsWith(`${root}/`));
      if (!isInner) world.roots.add(step.root);
      for (const root of world.roots) if (root.startsWith(`${step.root}/`)) world.roots.delete(root);
      return;
    }
    case 'remove': {
      const folders = await library.api.listFolders({});
      const folder = folders.find((one) => one.path === world.at(step.root));
      if (!folder) return;
      await library.api.removeFolder({ folderId: folder.id });
      world.roots.delete(step.root);
      return;
    }
    case 'correct':
    case 'describe':
    case 'favourite':
    case 'hide': {
      const id = world.photoId(step.photo);
      if (id === undefined) return;
      if (step.kind === 'describe') return describePhoto(world, step.photo, step.text, id);
      if (step.kind === 'correct') return world.say(step.photo, step.label, step.verdict, id);
      return world.say(step.photo, step.kind === 'hide' ? 'hidden' : 'favourite', step.is ? 'accepted' : 'none', id);
    }
    case 'undo': {
      const last = world.changes.pop();
      if (!last) return;
      await library.api.undo({ changeId: last.id });
      world.said = last.before;
      return;
    }
    case 'rescan':
      return world.settle();
    case 'unplug': {
      const [here, away] = [world.at(step.root), world.at(`${step.root} away`)];
      if (!existsSync(here)) return;
      renameSync(here, away);
      const others = [...world.roots].filter((root) => root.split('/')[0] !== step.root);
      await library.index(others.map((root) => world.at(root)));
      await world.checkSaid();
      renameSync(away, here);
      return world.settle();
    }
    case 'look':
      return world.look();
    case 'restart':
      await library.close();
      return world.open();
  }
}

test('after anything that is done to files, folders and labels, all counts agree and nothing said is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
      const world = new World();
      await world.open();
      try {
        await run(world, { kind: 'add', root: 'A' });
        for (const step of steps) await run(world, step);
        await world.settle();
      } finally {
        await world.library.close();
        for (const folder of [world.top, world.dataFolder]) rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns, seed, endOnFailure: false },
  );
}, 3_600_000);
