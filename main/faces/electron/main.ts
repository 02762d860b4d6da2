import '../more-threads.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, session, shell } from 'electron';
import { toPlainError } from '../../../shared/errors.ts';
import { countUnanswered, type Host, type Library, openLibrary } from '../../core/library.ts';
import { createDispatcher, type Dispatcher } from '../../rpc/dispatch.ts';
import { endProcess } from '../end-process.ts';
import { findProgramFiles, getDefaultDataFolder } from '../runtime.ts';
import { readCommandLine } from './command-line.ts';
import { createDesktop, createHostSettings } from './desktop.ts';
import { dragOut } from './drag-out.ts';
import { sendPush, serveCalls, serveDrags } from './ipc.ts';
import { registerSchemes, serveApp, servePhotos } from './protocols.ts';
import type { LoginStart } from './start-at-login.ts';
import { startUpdates } from './updates.ts';
import { lockSession, openWindow } from './window.ts';
import { createElectronWorkers } from './worker-processes.ts';

/** Closing stops workers in the middle of a photo, which costs that photo's work only; longer than this it may not take. */
const CLOSE_TIMEOUT_MS = 5_000;

/** Started from its sources, Electron has the app's folder as first argument. */
const command = readCommandLine(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd());
const dataFolder = command.dataFolder ?? getDefaultDataFolder();
const isUsualData = dataFolder === getDefaultDataFolder();

let window: BrowserWindow | null = null;

/** Of electron-builder.yml: Windows tells programs and their notifications apart by it. */
const APP_ID = 'org.bowerbird.app';

/** How the system starts the program at login, without a window; null where it can't. */
function findLoginStart(): LoginStart | null {
  if (!app.isPackaged) return null;
  // A Mac passes no arguments on, so it starts the program with its usual library.
  if (process.platform === 'darwin') return isUsualData ? { program: process.execPath, args: [] } : null;
  const data = isUsualData ? [] : ['--data', dataFolder];
  // An AppImage runs from a folder that is another one each time.
  return { program: process.env.APPIMAGE ?? process.execPath, args: ['--hidden', ...data] };
}

const hostSettings = createHostSettings(findLoginStart());

const host: Host = {
  async pickFolder() {
    const options = { properties: ['openDirectory' as const, 'createDirectory' as const] };
    const { canceled, filePaths } = await (window === null
      ? dialog.showOpenDialog(options)
      : dialog.showOpenDialog(window, options));
    return canceled ? null : (filePaths[0] ?? null);
  },
  async showInFolder(path) {
    shell.showItemInFolder(path);
  },
  moveToTrash: (path) => shell.trashItem(path),
  settings: hostSettings.followed,
  onSettings: (settings) => hostSettings.update(settings),
};

async function addFolders(dispatcher: Dispatcher, folders: readonly string[]): Promise<void> {
  for (const path of folders) {
    const answer = await dispatcher.call('addFolder', { path });
    if (!answer.ok) dialog.showErrorBox('This folder could not be added', answer.error.message);
  }
}

/** Ends only after the library is closed. */
function closeOnQuit(library: Library): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    const tooLong = new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS));
    void Promise.race([library.close(), tooLong]).finally(() => {
      closed = true;
      // What else is done at the end waits for threads that wait for it.
      if (countUnanswered() > 0) endProcess(0);
      else app.quit();
    });
  });
}

/** In an installed program, files that native code opens by path lie beside the archive, not in it. */
function besideArchive(path: string): string {
  return path.replace(/app\.asar(?=[\\/])/u, 'app.asar.unpacked');
}

async function start(): Promise<void> {
  const { assetsFolder, rendererFolder, version } = findProgramFiles();
  const library = await openLibrary({
    dataFolder,
    assetsFolder: besideArchive(assetsFolder),
    version,
    workers: createElectronWorkers(),
    host,
    background: true,
  });
  closeOnQuit(library);
  const dispatcher = createDispatcher(library.api);
  lockSession(session.defaultSession);
  serveApp(session.defaultSession, rendererFolder);
  servePhotos(session.defaultSession, library.media);
  serveCalls(dispatcher);
  serveDrags((contents, photoIds) => void dragOut(contents, library.media, photoIds));
  library.onPush((push) => {
    if (window !== null) sendPush(window.webContents, push);
  });

  const show = () => {
    if (window !== null) {
      if (window.isMinimized()) window.restore();
      window.focus();
      return window;
    }
    const opened = openWindow({
      session: session.defaultSession,
      preloadPath: join(import.meta.dirname, 'preload.cjs'),
      statePath: join(electronFolder, 'window.json'),
    });
    window = opened;
    opened.once('closed', () => {
      window = null;
      desktop.look();
    });
    opened.on('focus', () => desktop.look());
    opened.on('blur', () => desktop.look());
    desktop.look();
    return opened;
  };
  const desktop = createDesktop({ library, rendererFolder, getWindow: () => window, show }, hostSettings);
  app.once('will-quit', () => desktop.close());
  app.on('activate', show);
  app.on('second-instance', (_event, _argv, _workingFolder, data) => {
    show();
    void addFolders(dispatcher, foldersOf(data));
  });
  const isHidden = command.isHidden || (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
  if (isHidden && hostSettings.current.keepIndexing) desktop.look();
  else show();
  await addFolders(dispatcher, command.folders);
  await startUpdates().catch((error) => console.error('Update:', error));
}

function giveUp(error: unknown): void {
  console.error(error);
  dialog.showErrorBox('Bowerbird could not start', toPlainError(error).message);
  app.exit(1);
}

/** What a second instance hands over. */
function foldersOf(data: unknown): string[] {
  const folders = data !== null && typeof data === 'object' && 'folders' in data ? data.folders : [];
  return Array.isArray(folders) ? folders.filter((folder) => typeof folder === 'string') : [];
}

registerSchemes();
app.enableSandbox();
// Electron's own files go beside the library, and the lock on one instance is then one per library.
const electronFolder = join(dataFolder, 'electron');
mkdirSync(electronFolder, { recursive: true });
app.setPath('userData', electronFolder);
if (process.platform === 'win32') app.setAppUserModelId(APP_ID);
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin' && !hostSettings.current.keepIndexing) app.quit();
});

// Never awaited at the top level: Electron is not ready before this module has run to its end.
if (app.requestSingleInstanceLock({ folders: command.folders })) app.whenReady().then(start).catch(giveUp);
else app.quit();
