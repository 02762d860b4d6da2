import { app, dialog } from 'electron';
import { hostTextsOf } from './host-texts.ts';
import { whyNoUpdates } from './update-policy.ts';

/** As much of electron-updater as is used. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  on(event: 'update-available', listener: (update: { version: string }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  checkForUpdates(): Promise<unknown>;
  downloadUpdate(): Promise<unknown>;
}

const DAY_MS = 24 * 3600_000;

/**
 * Looks for a newer version now and once a day, and fetches it only when the user wants it; it is put in place when the
 * app is quit. Of each version the user is asked once. Without a connection nothing is said: the next day will do.
 * @param ask whether the user wants that version
 * @returns stops looking
 */
export function followUpdates(updater: Updater, ask: (version: string) => Promise<boolean>): () => void {
  const asked = new Set<string>();
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = true;
  updater.allowDowngrade = false;
  updater.on('error', (error) => console.error('Update:', error.message));
  updater.on('update-available', async ({ version }) => {
    if (asked.has(version)) return;
    asked.add(version);
    // What goes wrong while fetching has been told by the event `error`.
    if (await ask(version)) await updater.downloadUpdate().catch(() => undefined);
  });
  const look = () => void updater.checkForUpdates().catch(() => undefined);
  look();
  const timer = setInterval(look, DAY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function askUser(version: string): Promise<boolean> {
  const texts = hostTextsOf(app.getLocale());
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: texts.updateTitle(version),
    detail: texts.updateText(app.getVersion()),
    buttons: [texts.updateGet, texts.updateLater],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}

/** Follows updates where this app has any. The package that does it is loaded only then. */
export async function startUpdates(): Promise<void> {
  const { isPackaged } = app;
  const { env: environment, platform, resourcesPath: resourcesFolder } = process;
  if (whyNoUpdates({ isPackaged, platform, resourcesFolder, environment }) !== null) return;
  const { default: electronUpdater } = await import('electron-updater');
  const stop = followUpdates(electronUpdater.autoUpdater, askUser);
  app.once('will-quit', stop);
}
