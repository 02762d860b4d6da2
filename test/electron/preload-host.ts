/**
 * What a sandboxed preload script finds: a `require` that gives `electron` and nothing else. The source is self-contained,
 * so that it can be sent into a page or run in a `vm` context.
 */
import type { Bridge } from '../../shared/bridge.ts';

/** The ends of IPC as the host gives them to a preload script. */
export interface PreloadPorts {
  /** Rejects as Electron does, with the main side's error in words. */
  invoke(channel: string, args: unknown[]): Promise<unknown>;
  send(channel: string, args: unknown[]): void;
  /** Where a file lies that was dropped; empty where it lies nowhere. */
  pathOf(file: object): string;
  /** Registers the one function that messages of the main process are given to. */
  onMessage(deliver: (channel: string, args: unknown[]) => void): void;
  /** Puts an API where the page sees it. */
  expose(name: string, api: unknown): void;
}

/** The `require` of a sandboxed preload script. */
export function createPreloadRequire(ports: PreloadPorts): (name: string) => unknown {
  type Listener = (event: object, ...args: unknown[]) => void;
  const listeners = new Map<string, Set<Listener>>();
  ports.onMessage((channel, args) => {
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: null }, ...args);
  });
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      ports.invoke(channel, structuredClone(args)).catch((error: unknown) => {
        throw new Error(`Error invoking remote method '${channel}': ${error}`);
      }),
    send: (channel: string, ...args: unknown[]) => ports.send(channel, structuredClone(args)),
    on(channel: string, listener: Listener) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    off(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener);
    },
  };
  const exposed = new Set<string>();
  const contextBridge = {
    exposeInMainWorld(name: string, api: unknown) {
      if (exposed.has(name)) throw new Error(`Cannot bind an API on top of an existing property on the window object`);
      exposed.add(name);
      ports.expose(name, api);
    },
  };
  return (name) => {
    if (name === 'electron') return { contextBridge, ipcRenderer, webUtils: { getPathForFile: ports.pathOf } };
    throw new Error(`module not found: ${name}`);
  };
}

/** Runs the built preload script in this process. @returns what it put on the window */
export function runPreload(source: string, ports: Omit<PreloadPorts, 'expose'>): Bridge {
  const exposed = new Map<string, unknown>();
  const require = createPreloadRequire({ ...ports, expose: (name, api) => exposed.set(name, api) });
  new Function('require', 'module', 'exports', source)(require, { exports: {} }, {});
  return exposed.get('bowerbird') as Bridge;
}
