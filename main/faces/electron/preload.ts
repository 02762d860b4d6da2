import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import type { Push } from '../../../shared/api.ts';
import { methods } from '../../../shared/api-schema.ts';
import type { Bridge, HostCommand } from '../../../shared/bridge.ts';
import { CALL_CHANNEL, COMMAND_CHANNEL, DRAG_CHANNEL, PUSH_CHANNEL } from './channels.ts';
import { MEDIA_BASE } from './media-base.ts';

const known: ReadonlySet<string> = new Set(methods);

function listen<T>(channel: string, listener: (message: T) => void): () => void {
  const onEvent = (_event: IpcRendererEvent, message: T) => listener(message);
  ipcRenderer.on(channel, onEvent);
  return () => {
    ipcRenderer.off(channel, onEvent);
  };
}

/** All that the page may do. Neither channel names nor events leave this file. */
const bridge: Bridge = {
  async call(method, request) {
    if (known.has(method)) return ipcRenderer.invoke(CALL_CHANNEL, method, request);
    return { ok: false, error: { code: 'invalid-request', message: 'The contract has no such method' } };
  },
  onPush: (listener) => listen<Push>(PUSH_CHANNEL, listener),
  onCommand: (listener) => listen<HostCommand>(COMMAND_CHANNEL, listener),
  mediaBase: MEDIA_BASE,
  pathOf: (file) => webUtils.getPathForFile(file as File),
  dragOut: (photoIds) => ipcRenderer.send(DRAG_CHANNEL, photoIds),
};

contextBridge.exposeInMainWorld('bowerbird', bridge);
