import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../support/temporary.ts';

/** Disks are put together and hung up by the system, which lets only root do so. */
export const canMount = process.platform === 'linux' && process.getuid?.() === 0;
/** A file system whose server is this test: for shares that hang. */
export const canHang = canMount && existsSync('/dev/fuse');

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

/** Makes a folder a disk of its own with so much room; gone after the test. */
export function mountSmallDisk(folder: string, kilobytes: number): void {
  mkdirSync(folder, { recursive: true });
  mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder);
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]));
}

/** A disk of its own with so much room. */
export function makeSmallDisk(kilobytes: number): string {
  const folder = join(makeTemporaryFolder(), 'disk');
  mountSmallDisk(folder, kilobytes);
  return folder;
}

/**
 * Lays a share over a folder whose server never answers: whoever asks for anything in it waits. Where it is taken away, all
 * who wait get an error, and what lay below is there again.
 * @returns takes it away
 */
export function hangFolder(folder: string): () => void {
  const server = openSync('/dev/fuse', 'r+');
  const options = ['-i', '-t', 'fuse', '-o', 'fd=3,rootmode=40000,user_id=0,group_id=0', 'none', folder];
  const { status, stderr } = spawnSync('mount', options, {
    stdio: ['ignore', 'ignore', 'pipe', server],
    encoding: 'utf8',
  });
  let isThere = true;
  const takeAway = () => {
    if (!isThere) return;
    isThere = false;
    spawnSync('umount', ['--force', '--lazy', folder]);
    closeSync(server);
  };
  if (status !== 0) {
    closeSync(server);
    throw new Error(`mount ${options.join(' ')}: ${stderr}`);
  }
  onTestFinished(takeAway);
  return takeAway;
}
