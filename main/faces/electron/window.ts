import { BrowserWindow, type Session } from 'electron';
import { APP_ORIGIN } from './addresses.ts';

/** `blob:` is what the page itself made: a copy of the corrections to be saved. */
const OWN_SCHEMES: readonly string[] = ['app:', 'photo:', 'blob:', 'devtools:'];
/** Copying the path of a file; reading the clipboard is another permission. */
const COPYING = 'clipboard-sanitized-write';

/** Takes from a session all that the app does not need: permissions but one, and any request that leaves the computer. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === COPYING));
  session.setPermissionCheckHandler((_contents, permission) => permission === COPYING);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !OWN_SCHEMES.includes(new URL(url).protocol) });
  });
  session.setSpellCheckerEnabled(false);
}

/** Opens the window: a sandboxed page that can't go anywhere else. It is shown when there is something to see. */
export function openWindow(session: Session, preloadPath: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 360,
    minHeight: 480,
    title: 'Bowerbird',
    show: false,
    webPreferences: {
      session,
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-frame-navigate', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}
