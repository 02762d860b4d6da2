import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(projectRoot, '..', 'shared', 'photos');

/** Absolute path of the photos that are kept beside the project, or null on a machine without them. */
export const sharedPhotos: string | null = existsSync(folder) ? folder : null;

/** A test that needs them; where they are absent, it is listed as skipped. */
export function testWithShared(name: string, run: (photos: string) => Promise<void> | void): void {
  test.skipIf(sharedPhotos === null)(name, { timeout: 60_000 }, () => run(sharedPhotos ?? ''));
}
