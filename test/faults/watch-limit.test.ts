import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { samplesFolder } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { startHost } from './host.ts';
import type { WatchMessage } from './watch-host.ts';

/** A system of its own for one program, in which it may watch three directories. */
const fewWatches = [
  'unshare',
  '--user',
  '--map-root-user',
  'sh',
  '-c',
  'echo 3 > /proc/sys/user/max_inotify_watches && exec "$@"',
  'sh',
];
const canLimit =
  process.platform === 'linux' && spawnSync(fewWatches[0] ?? '', [...fewWatches.slice(1), 'true']).status === 0;

test.skipIf(!canLimit)(
  'where the system allows no more watches, the folder says so, and new photos are found by looking (needs user namespaces)',
  async () => {
    const root = makeTemporaryFolder();
    const folder = join(root, 'photos');
    for (let i = 0; i < 8; i++) mkdirSync(join(folder, `${i}`), { recursive: true });
    const addPhoto = (directory: number) =>
      cpSync(join(samplesFolder, 'china.jpg'), join(folder, `${directory}`, 'new.jpg'));
    addPhoto(0);
    const host = startHost<WatchMessage>('watch', [folder, join(root, 'library.sqlite')], { before: fewWatches });
    const { notice } = await host.until((message) => message.notice !== null);
    expect(notice).toMatch(/allows no more watched folders.*found by looking/u);
    for (let i = 1; i < 8; i++) addPhoto(i);
    await host.until(({ files }) => files === 8);
    expect(host.told.at(-1)?.notice).toBe(notice);
  },
);
