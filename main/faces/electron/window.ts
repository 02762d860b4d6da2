import { BrowserWindow, type Session, screen } from 'electron';
import { APP_ORIGIN } from './addresses.ts';
import { fitBounds, MIN_HEIGHT, MIN_WIDTH, readWindowState, writeWindowState } from './window-state.ts';

/** `blob:` is what the page itself made: a copy of the corrections to be saved. */
const OWN_SCHEMES: readonly string[] = ['app:', 'photo:', 'blob:', 'devtools:'];
/** Copying the path of a file; reading the clipboard is another permission. */
const COPYING = 'clipboard-sanitized-write';

/** A page that ended is loaded again, but not over and over. */
const RELOAD_PAUSE_MS = 10_000;

/** Takes from a session all that the app does not need: permissions but one, and any request that leaves the computer. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === COPYING));
  session.setPermissionCheckHandler((_contents, permission) => permission === COPYING);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !OWN_SCHEMES.includes(new URL(url).protocol) });
  });
  session.setSpellCheckerEnabled(false);
}

/** What a window is opened with. */
export interface WindowOptions {
  session: Session;
  preloadPath: string;
  /** File that keeps where the window was. */
  statePath: string;
}

/**
 * Opens the window where it was: a sandboxed page that can't go anywhere else. It is shown when there is something to see.
 */
export function openWindow({ session, preloadPath, statePath }: WindowOptions): BrowserWindow {
  const state = readWindowState(statePath);
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const bounds = state.bounds && fitBounds(state.bounds, workAreas);
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    ...bounds,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    title: 'Bowerbird',
    show: false,
    autoHideMenuBar: true,
    fullscreen: state.isFullScreen,
    webPreferences: {
      session,
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-frame-navigate', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  let endedAtMs = Number.NEGATIVE_INFINITY;
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || performance.now() - endedAtMs < RELOAD_PAUSE_MS) return;
    endedAtMs = performance.now();
    console.error(`The page ended (${reason}); it is loaded again.`);
    webContents.reload();
  });
  window.once('ready-to-show', () => {
    if (state.isMaximised) window.maximize();
    window.show();
  });
  window.on('close', () => {
    writeWindowState(statePath, {
      bounds: window.getNormalBounds(),
      isMaximised: window.isMaximized(),
      isFullScreen: window.isFullScreen(),
    });
  });
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}
