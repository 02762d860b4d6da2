import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Push } from '../../../shared/api.ts';
import { methods } from '../../../shared/api-schema.ts';
import type { Bridge } from '../../../shared/bridge.ts';
import { CALL_CHANNEL, PUSH_CHANNEL } from './channels.ts';
import { MEDIA_BASE } from './media-base.ts';

const known: ReadonlySet<string> = new Set(methods);

/** All that the page may do: the contract's methods, and listening. Neither channel names nor events leave this file. */
const bridge: Bridge = {
  async call(method, request) {
    if (known.has(method)) return ipcRenderer.invoke(CALL_CHANNEL, method, request);
    return { ok: false, error: { code: 'invalid-request', message: 'The contract has no such method' } };
  },
  onPush(listener) {
    const onEvent = (_event: IpcRendererEvent, push: Push) => listener(push);
    ipcRenderer.on(PUSH_CHANNEL, onEvent);
    return () => {
      ipcRenderer.off(PUSH_CHANNEL, onEvent);
    };
  },
  mediaBase: MEDIA_BASE,
};

contextBridge.exposeInMainWorld('bowerbird', bridge);
