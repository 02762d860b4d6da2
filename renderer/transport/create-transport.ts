import type { Bridge } from '../../shared/bridge.ts';
import type { Transport } from './client.ts';
import { createElectronTransport } from './electron.ts';
import { createHttpTransport } from './http.ts';

declare global {
  interface Window {
    bowerbird?: Bridge;
  }
}

/** Electron where its preload has left the bridge, otherwise the server this page came from. */
export function createTransport(window: Window): Transport {
  return window.bowerbird ? createElectronTransport(window.bowerbird) : createHttpTransport();
}
