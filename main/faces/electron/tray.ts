import { join } from 'node:path';
import { Menu, nativeImage, Tray } from 'electron';
import type { Status } from '../../../shared/model/status.ts';
import type { HostTexts } from './host-texts.ts';
import { describeWork } from './work-signs.ts';

export interface TrayOptions {
  texts: HostTexts;
  /** Holds `tray/`, the pictures of the icon. */
  rendererFolder: string;
  onOpen(): void;
  onPause(paused: boolean): void;
  onQuit(): void;
}

/** The icon beside the clock, or in the menu bar: how far the work is, and a way back to the window. */
export interface TrayIcon {
  /** Shows it, or takes it away. */
  setShown(isShown: boolean): void;
  update(status: Status): void;
}

export function createTrayIcon({ texts, rendererFolder, ...actions }: TrayOptions): TrayIcon {
  // A Mac colours pictures whose name ends so as its menu bar is.
  const file = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';
  let tray: Tray | null = null;
  let status: Status | null = null;
  let shown = '';

  /** Menus can't be changed on every system: a new one where its words are others. */
  function draw(): void {
    if (!tray) return;
    const line = status ? describeWork(status, texts) : '';
    const isPaused = status?.state === 'paused';
    if (`${line} ${isPaused}` === shown) return;
    shown = `${line} ${isPaused}`;
    tray.setToolTip(line === '' ? 'Bowerbird' : `Bowerbird: ${line}`);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: line, enabled: false, visible: line !== '' },
        { label: texts.open, click: actions.onOpen },
        { label: isPaused ? texts.resume : texts.pause, click: () => actions.onPause(!isPaused) },
        { type: 'separator' },
        { label: texts.quit, click: actions.onQuit },
      ]),
    );
  }

  return {
    setShown(isShown) {
      if (isShown && !tray) {
        tray = new Tray(nativeImage.createFromPath(join(rendererFolder, 'tray', file)));
        tray.on('click', actions.onOpen);
        shown = '';
        draw();
      } else if (!isShown && tray) {
        tray.destroy();
        tray = null;
      }
    },
    update(next) {
      status = next;
      draw();
    },
  };
}
