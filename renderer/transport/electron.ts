import type { Bridge } from '../../shared/bridge.ts';
import { createClient, type Transport } from './client.ts';

/** Talks to the core in the same program; it can't be lost. */
export function createElectronTransport(bridge: Bridge): Transport {
  return {
    client: createClient((method, request) => bridge.call(method, request)),
    onPush: (listener) => bridge.onPush(listener),
    onConnection: () => () => {},
    mediaUrl: (id, size) => `${bridge.mediaBase}/${id}/${size}`,
    pathOf: (file) => bridge.pathOf(file),
    dragOut: (photoIds) => bridge.dragOut([...photoIds]),
    onCommand: (listener) => bridge.onCommand(listener),
  };
}
