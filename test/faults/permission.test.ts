import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeSampleFolder } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { startHost } from './host.ts';
import type { LibraryMessage } from './library-host.ts';

/** Takes root's power to read everything away; what its user owns it may still read where permissions say so. */
const withoutPower = ['unshare', '--user'];
const canDrop = process.platform === 'linux' && spawnSync('unshare', ['--user', 'true']).status === 0;

test.skipIf(!canDrop)(
  'permission that is withdrawn is told for a file, a directory and the folder, and all is back when it is given (needs user namespaces)',
  { timeout: 120_000 },
  async () => {
    const folder = makeSampleFolder('chelsea.png', 'coffee.png', 'china.jpg');
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    renameSync(join(folder, 'china.jpg'), join(inside, 'china.jpg'));
    const file = join(folder, 'coffee.png');
    onTestFinished(() => {
      for (const path of [folder, inside]) chmodSync(path, 0o755);
    });
    chmodSync(file, 0o000);
    const host = startHost<LibraryMessage>('library', [makeTemporaryFolder(), folder], { before: withoutPower });
    const next = (fits: (message: LibraryMessage) => boolean) => host.until((m) => m === host.told.at(-1) && fits(m));

    await next((m) => m.indexed === 2 && m.failed === 1);
    expect(host.told.at(-1)?.reasons).toEqual(['You are not allowed to read this file.']);
    chmodSync(file, 0o644);
    await next((m) => m.indexed === 3 && m.failed === 0);

    chmodSync(inside, 0o000);
    await next((m) => m.notice?.includes("can't be read") === true);
    expect(host.told.at(-1)).toMatchObject({ indexed: 3, problem: null });
    chmodSync(inside, 0o755);
    await next((m) => m.notice === null);

    chmodSync(folder, 0o000);
    await next((m) => m.problem?.includes('not allowed') === true);
    chmodSync(folder, 0o755);
    await next((m) => m.problem === null);
    await next((m) => m.indexed === 3 && m.failed === 0);
  },
);
