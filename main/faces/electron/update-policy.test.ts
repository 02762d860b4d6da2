import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { whyNoUpdates } from './update-policy.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Resources of an installed app, with this feed. */
function resources(feed?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-update-'));
  made.push(folder);
  if (feed !== undefined) writeFileSync(join(folder, 'app-update.yml'), feed);
  return folder;
}

const feed = 'provider: generic\nurl: https://updates.example/bowerbird\nupdaterCacheDirName: bowerbird-updater\n';
const signed = `${feed}publisherName:\n  - Bowerbird Ltd\n`;
const installed = { isPackaged: true, platform: 'win32' as NodeJS.Platform, environment: {} };

describe('whyNoUpdates', () => {
  it('lets Windows update where the feed names the publisher', () => {
    expect(whyNoUpdates({ ...installed, resourcesFolder: resources(signed) })).toBeNull();
    const onOneLine = `${feed}publisherName: Bowerbird Ltd\n`;
    expect(whyNoUpdates({ ...installed, resourcesFolder: resources(onOneLine) })).toBeNull();
  });

  it('lets macOS update, which checks every signature by itself', () => {
    expect(whyNoUpdates({ ...installed, platform: 'darwin', resourcesFolder: resources(feed) })).toBeNull();
  });

  it.each([
    ['where no feed was built in', {}, undefined],
    ['on Windows without a publisher', {}, feed],
    ['on Windows with an empty publisher', {}, `${feed}publisherName:\n`],
    ['over an address that anyone could answer', { platform: 'darwin' as const }, signed.replace('https', 'http')],
    ['on Linux', { platform: 'linux' as const }, signed],
    ['when it is started from its sources', { isPackaged: false }, signed],
    ['when the environment says so', { environment: { BOWERBIRD_UPDATES: 'off' } }, signed],
  ])('has none %s', (_case, situation, content) => {
    const reason = whyNoUpdates({ ...installed, ...situation, resourcesFolder: resources(content) });
    expect(reason).toEqual(expect.any(String));
  });
});
