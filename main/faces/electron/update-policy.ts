import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What decides whether the app looks for newer versions of itself. */
export interface UpdateSituation {
  isPackaged: boolean;
  platform: NodeJS.Platform;
  /** The folder of `app.asar`. */
  resourcesFolder: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Why there are no updates; null where there are. An update is only ever asked for where a feed was built in
 * (`app-update.yml`), and where the system tells whether what comes is signed by the same publisher: macOS does so for
 * every update, Windows where the feed names the publisher. Packages of Linux carry no such signature; there updates come
 * by the system's own ways.
 */
export function whyNoUpdates({ isPackaged, platform, resourcesFolder, environment }: UpdateSituation): string | null {
  if (!isPackaged) return 'the app is not installed';
  if (environment.BOWERBIRD_UPDATES === 'off') return 'the environment says so';
  const file = join(resourcesFolder, 'app-update.yml');
  if (!existsSync(file)) return 'no feed is configured';
  const settings = readFileSync(file, 'utf8');
  if (!/^url:\s*['"]?https:\/\//mu.test(settings)) return 'the feed has no safe address';
  if (platform === 'darwin') return null;
  if (platform !== 'win32') return 'updates can not be checked for who signed them';
  const namesPublisher = /^publisherName:[ \t]*(?:\S|\n[ \t]*- \S)/mu.test(settings);
  return namesPublisher ? null : 'the feed does not say who signs updates';
}
