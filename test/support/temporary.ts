import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for one test, gone after it; its real path, as the library writes paths. */
export function makeTemporaryFolder(): string {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'bowerbird-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
