import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { findProblems, listPacked, targetOf } from '../../scripts/lib/package-contents.mjs';
import type { FetchAnswer } from '../electron/messages.ts';
import { Stage } from '../electron/stage.ts';
import { sharedPhotos } from '../shared-photos.ts';
import { layOut } from './lay-out.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runner = fileURLToPath(new URL('./run-packaged.ts', import.meta.url));
const target = `${process.platform}-${process.arch}`;
const PACKING_MS = 240_000;
const INDEXING_MS = 60_000;
const frame = { url: 'app://bowerbird/', isMain: true };

/** Packed once for all tests: by electron-builder's own code and settings, around a stand-in for Electron's program. */
describe.skipIf(process.platform !== 'linux')('the packed app', () => {
  let folder = '';
  let app = '';
  let resources = '';

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'bowerbird-packaged-')));
    const script = join(root, 'scripts', 'package-dry.mjs');
    execFileSync(process.execPath, [script, join(folder, 'output')], { stdio: 'pipe' });
    app = join(folder, 'output', process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
    resources = join(app, 'resources');
  }, PACKING_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has all it needs, for this system only, within its budget, and nothing of the workshop', () => {
    expect(findProblems(resources, target)).toEqual([]);
    expect(targetOf(join(resources, 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds', `${target}.node`))).toBe(
      target,
    );
    const own = listPacked(resources)
      .map(({ path }) => path)
      .filter((path) => !path.startsWith('node_modules/'));
    const tops = new Set(
      own.map((path) =>
        path
          .split('/')
          .slice(0, path.startsWith('dist/') ? 2 : 1)
          .join('/'),
      ),
    );
    expect([...tops].sort()).toEqual(['LICENSE', 'assets', 'dist/main', 'dist/renderer', 'package.json']);
  });

  it('has the fuses set as the settings say', async () => {
    const wire = await getCurrentFuseWire(join(app, 'bowerbird'));
    const { version, ...states } = wire;
    const on = Object.entries(states)
      .filter(([, state]) => Number(state) === '1'.charCodeAt(0))
      .map(([fuse]) => FuseV1Options[Number(fuse)]);
    expect({ version, on }).toEqual({
      version: FuseVersion.V1,
      on: ['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar'],
    });
  });

  it('tells under what licences the work of others in it is', () => {
    const text = readFileSync(join(resources, 'THIRD_PARTY_LICENSES.txt'), 'utf8');
    for (const name of ['sharp', 'onnxruntime-node', 'svelte', 'libheif-js', 'WordNet']) expect(text).toContain(name);
    expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  });

  it('asks for no updates, since it was given no feed', () => {
    expect(existsSync(join(resources, 'app-update.yml'))).toBe(false);
  });

  it.skipIf(!existsSync('/usr/bin/perl'))('has ExifTool as a program that starts', () => {
    const program = join(resources, 'app.asar.unpacked/node_modules/exiftool-vendored.pl/bin/exiftool');
    const photo = join(root, 'assets', 'samples', 'rocket.jpg');
    expect(execFileSync('perl', [program, '-s3', '-MIMEType', photo], { encoding: 'utf8' }).trim()).toBe('image/jpeg');
  });

  it('runs from its own files alone: opens a library, looks at a folder, finds what is asked for', async () => {
    const elsewhere = join(folder, 'installed');
    mkdirSync(elsewhere);
    const archive = layOut(resources, elsewhere);
    const photos = join(folder, 'photos');
    cpSync(join(root, 'assets', 'samples'), photos, { recursive: true });
    // Where there is a HEIC photo, libheif's WebAssembly is shown to be inside too.
    if (sharedPhotos !== null) cpSync(join(sharedPhotos, 'camera/heic/IMG_5195.HEIC'), join(photos, 'phone.heic'));
    const files = readdirSync(photos).filter((name) => !name.endsWith('.md')).length;
    const stage = new Stage(['--data', join(folder, 'data'), photos], {
      runner,
      mainModule: join(archive, 'dist', 'main', 'electron.js'),
      workingFolder: elsewhere,
    });
    onTestFinished(() => stage.close());
    await stage.first('load');
    const call = async (method: string, request: unknown) => {
      const answer = await stage.ask({
        kind: 'invoke',
        window: 1,
        frame,
        channel: 'bowerbird:call',
        args: [method, request],
      });
      expect(answer).toMatchObject({ ok: true });
      return (answer as { value: unknown }).value;
    };
    const search = () => call('search', { text: 'cat', order: 'relevance', limit: 10, offset: 0 });
    await expect.poll(search, { timeout: INDEXING_MS, interval: 200 }).toMatchObject({ total: 1 });
    const status = () => call('getStatus', {});
    await expect.poll(status, { timeout: INDEXING_MS }).toMatchObject({ files, indexed: files, failed: 0, pending: 0 });
    const fetched = async (url: string) => (await stage.ask({ kind: 'fetch', url, method: 'GET' })) as FetchAnswer;
    expect((await fetched('app://bowerbird/')).status).toBe(200);
    expect((await fetched('app://bowerbird/third-party-licences.json')).status).toBe(200);
    await stage.close();
    expect(await stage.ended()).toBe(0);
  });
});
