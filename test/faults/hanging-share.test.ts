import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readWholeFile } from '../../main/core/decode/read-file.ts';
import { createFindProblem } from '../../main/core/scan/scanner.ts';
import { findPaths, makeSampleFolder, openTestLibrary, waitFor } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { canHang, hangFolder } from './mounts.ts';

const testWithShare = test.skipIf(!canHang);

testWithShare(
  'a share that hangs is offline after a while, the other folders go on, and it is back when it answers (needs root and FUSE)',
  async () => {
    const share = makeSampleFolder('chelsea.png');
    const folder = makeSampleFolder('coffee.png');
    const dataFolder = makeTemporaryFolder();
    const first = await openTestLibrary({ dataFolder });
    await first.index([share, folder]);
    await first.close();

    const answer = hangFolder(share);
    const library = await openTestLibrary({ dataFolder, background: true });
    const stateOf = async (path: string) => (await library.api.listFolders({})).find((other) => other.path === path);
    expect(await findPaths(library, '')).toHaveLength(2);
    const more = makeSampleFolder('rocket.jpg', 'china.jpg');
    await library.api.addFolder({ path: more });
    await waitFor(async () => (await stateOf(share))?.problem?.includes('does not answer') === true, 30_000);
    await waitFor(async () => (await stateOf(more))?.photos === 2, 30_000);
    expect(await stateOf(folder)).toMatchObject({ online: true, photos: 1 });
    await expect(library.api.addFolder({ path: share })).rejects.toMatchObject({ code: 'folder-unavailable' });
    answer();
    await waitFor(async () => (await stateOf(share))?.online === true, 30_000);
    expect(await stateOf(share)).toMatchObject({ photos: 1, failed: 0 });
  },
);

testWithShare(
  'a share that hangs while it is looked at ends the look, and is asked nothing more (needs root and FUSE)',
  { timeout: 120_000 },
  async () => {
    const root = makeSampleFolder('coffee.png');
    const share = join(root, 'share');
    mkdirSync(share);
    const other = makeSampleFolder('chelsea.png');
    const answer = hangFolder(share);
    const library = await openTestLibrary({ background: true });
    await library.api.addFolder({ path: root });
    await library.api.addFolder({ path: other });
    const stateOf = async (path: string) => (await library.api.listFolders({})).find((folder) => folder.path === path);
    await waitFor(async () => (await stateOf(root))?.problem?.includes('does not answer') === true, 40_000);
    await waitFor(async () => (await stateOf(other))?.photos === 1, 40_000);
    answer();
    await waitFor(async () => (await stateOf(root))?.photos === 1, 40_000);
    expect((await stateOf(root))?.online).toBe(true);
  },
);

testWithShare(
  'a file on a share that hangs is given up with a reason, and a folder is asked once (needs root and FUSE)',
  async () => {
    const share = join(makeTemporaryFolder(), 'share');
    mkdirSync(share);
    const answer = hangFolder(share);
    await expect(readWholeFile(join(share, 'a.jpg'), undefined, 100)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/did not answer/u),
    });
    const findProblem = createFindProblem(100);
    // Node has a few threads for questions to disks: that many unanswered ones would stop the whole program.
    for (let i = 0; i < 50; i++) expect(await findProblem(share)).toMatch(/does not answer/u);
    expect(await findProblem(makeTemporaryFolder())).toBeNull();
    answer();
    await expect.poll(() => findProblem(share)).toBeNull();
  },
);

testWithShare(
  'the command line says that a share does not answer, and ends (needs root and FUSE)',
  { timeout: 120_000 },
  async () => {
    const share = join(makeTemporaryFolder(), 'share');
    mkdirSync(share);
    hangFolder(share);
    const program = join(import.meta.dirname, '..', '..', 'main', 'faces', 'cli', 'main.ts');
    const child = spawn(process.execPath, [program, 'index', share, '--data', makeTemporaryFolder()], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let words = '';
    child.stderr.on('data', (text: Buffer) => {
      words += text;
    });
    const [code] = await once(child, 'close');
    expect(words).toContain('does not answer');
    // Its threads wait for the share, so it can't end in order.
    expect(code).not.toBe(0);
  },
);
