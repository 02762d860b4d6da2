import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import envPaths from 'env-paths';
import type { DecodeRequest, DecodeResponse, WorkerPort } from '../../shared/workers.ts';
import type { Workers } from '../core/library.ts';
import { forkWorker } from './forked-worker.ts';

/** Where the program's own files are, whether it runs bundled from `dist/` or from its sources. */
export interface ProgramFiles {
  assetsFolder: string;
  /** The built renderer. */
  rendererFolder: string;
  version: string;
}

export function findProgramFiles(): ProgramFiles {
  const root = findRoot(import.meta.dirname);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { assetsFolder: join(root, 'assets'), rendererFolder: join(root, 'dist', 'renderer'), version };
}

/** The folder above that holds `package.json` and `assets`. */
function findRoot(start: string): string {
  let folder = start;
  while (!(existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'assets')))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`The program's files are not complete: no assets above ${start}.`);
    folder = parent;
  }
  return folder;
}

/** The platform's folder for data of programs. */
export function getDefaultDataFolder(): string {
  return envPaths('Bowerbird', { suffix: '' }).data;
}

/**
 * Heap of a worker that decodes, in MB. Pixels and files lie outside of it: what fills it is a file that claims far more than
 * it holds, and it ends the worker before it takes the memory of everybody.
 */
export const decoderHeapMb = 256;

/** Workers where plain Node runs the program. Files from anywhere are decoded by native code in processes of their own. */
export function createNodeWorkers(): Workers {
  return {
    ...createThreadWorkers(),
    spawnDecode: () => forkWorker<DecodeRequest, DecodeResponse>(findWorker('decode-worker'), decoderHeapMb),
  };
}

/** All workers as threads of this process. */
export function createThreadWorkers(): Workers {
  return {
    spawnDecode: () => spawnThread('decode-worker'),
    spawnClassify: () => spawnThread('classify-worker'),
    spawnLearn: () => spawnThread('learn-worker'),
    spawnCopy: () => spawnThread('copy-worker'),
  };
}

function spawnThread<In, Out>(name: string): WorkerPort<In, Out> {
  const worker = new Worker(findWorker(name), { name });
  let failure: Error | undefined;
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    onMessage: (listener) => worker.on('message', listener),
    onExit: (listener) => worker.on('exit', (code) => listener(failure?.message ?? `it ended with code ${code}`)),
    async terminate() {
      await worker.terminate();
    },
  };
}

/** The file of a worker: beside this one in the bundle, among the sources otherwise. */
export function findWorker(name: string): URL {
  const bundled = new URL(`./${name}.js`, import.meta.url);
  return import.meta.url.endsWith('.ts') ? new URL(`../workers/${name}.ts`, import.meta.url) : bundled;
}
