import { app, type BrowserWindow, Menu, Notification } from 'electron';
import type { HostCommand } from '../../../shared/bridge.ts';
import { defaultSettings, type HostSetting, type Settings } from '../../../shared/model/settings.ts';
import type { Status } from '../../../shared/model/status.ts';
import type { Library } from '../../core/library.ts';
import { createMenuTemplate } from './app-menu.ts';
import { hostTextsOf } from './host-texts.ts';
import { sendCommand } from './ipc.ts';
import { followRest, type Rest } from './rest.ts';
import { type LoginStart, setStartAtLogin } from './start-at-login.ts';
import { createTrayIcon } from './tray.ts';
import { shareDone, watchLongWork } from './work-signs.ts';

/** No progress is shown. */
const NO_PROGRESS = -1;

export interface DesktopOptions {
  library: Pick<Library, 'api' | 'onPush' | 'rest'>;
  rendererFolder: string;
  getWindow(): BrowserWindow | null;
  /** Opens the window, or brings it to the front. */
  show(): BrowserWindow;
}

/** What the program is on the desktop besides its window: menus, icon, progress, notifications, and when it rests. */
export interface Desktop {
  /** The window was opened, closed, left or looked at; or settings changed. */
  look(): void;
  close(): void;
}

/** What the user has set of the things that the program follows by itself. */
export interface HostSettings {
  readonly current: Settings;
  readonly followed: readonly HostSetting[];
  /** Takes what is set; starting at login is changed only where the user changed it. */
  update(settings: Settings): void;
  onChange: () => void;
}

/** @param start how the system starts the program at login; null where it can't */
export function createHostSettings(start: LoginStart | null): HostSettings {
  let current: Settings | null = null;
  return {
    get current() {
      return current ?? defaultSettings;
    },
    followed: ['keepIndexing', ...(start ? ['startAtLogin' as const] : []), 'pauseBelowBattery', 'pauseWhileInUse'],
    update(settings) {
      const isOther = current !== null && current.startAtLogin !== settings.startAtLogin;
      current = settings;
      if (isOther && start) setStartAtLogin(settings.startAtLogin, start);
      this.onChange();
    },
    onChange() {},
  };
}

/** The app has to be ready. */
export function createDesktop(options: DesktopOptions, settings: HostSettings): Desktop {
  const { library, getWindow, show } = options;
  const texts = hostTextsOf(app.getLocale());

  /** A page that is just being opened is told when it listens. */
  function command(wanted: HostCommand): void {
    const { webContents } = show();
    if (webContents.isLoading()) webContents.once('did-finish-load', () => sendCommand(webContents, wanted));
    else sendCommand(webContents, wanted);
  }

  const { platform } = process;
  const template = createMenuTemplate({ platform, texts, isPackaged: app.isPackaged, onCommand: command });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));

  const tray = createTrayIcon({
    texts,
    rendererFolder: options.rendererFolder,
    onOpen: show,
    onPause: (paused) => void library.api.setPaused({ paused }),
    onQuit: () => app.quit(),
  });

  /** Kept, so that a click on it is heard. */
  let notification: Notification | undefined;
  const watch = watchLongWork(
    () => performance.now(),
    (photos) => {
      if (getWindow()?.isFocused() || !Notification.isSupported()) return;
      notification = new Notification({ title: texts.doneTitle, body: texts.done(photos) });
      notification.on('click', show);
      notification.show();
    },
  );

  function showStatus(status: Status): void {
    tray.update(status);
    watch(status);
    const mode = status.state === 'indexing' || status.state === 'scanning' ? 'normal' : 'paused';
    getWindow()?.setProgressBar(shareDone(status) ?? NO_PROGRESS, { mode });
  }

  const rest: Rest = followRest({
    getSettings: () => settings.current,
    getWindow: () => ({ hasWindow: getWindow() !== null, isWindowFocused: getWindow()?.isFocused() ?? false }),
    onReason: (reason) => library.rest(reason),
    onAwake: () => void library.api.rescan({}),
  });

  function look(): void {
    tray.setShown(settings.current.keepIndexing);
    rest.look();
  }

  settings.onChange = look;
  const stopListening = library.onPush((push) => {
    if (push.name === 'status') showStatus(push.payload);
  });
  // Where it can't be had, the library is being closed.
  void Promise.resolve(library.api.getStatus({})).then(showStatus, () => undefined);
  return {
    look,
    close() {
      settings.onChange = () => {};
      stopListening();
      rest.close();
      tray.setShown(false);
    },
  };
}
