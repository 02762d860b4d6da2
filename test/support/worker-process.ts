import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findWorker } from '../../main/faces/runtime.ts';
import type { DecodeRequest, DecodeResponse, WorkerPort } from '../../shared/workers.ts';

/** A worker in a process of its own, as decoders are in the program: what ends it does not end the test. */
export interface WorkerProcess<In, Out> extends WorkerPort<In, Out> {
  /** Ends it as the system does when memory is short. */
  kill(): void;
  /** The most memory it has had so far, in MB; null where the system does not tell. */
  peakMegabytes(): number | null;
}

export type DecodeProcess = WorkerProcess<DecodeRequest, DecodeResponse>;

/**
 * Starts one; `terminate` ends it, as does the end of this process.
 * @param name of its file among the workers, such as `decode-worker`
 * @param execArgv of Node, such as a limit of its memory
 */
export function startWorkerProcess<In extends object, Out>(
  name: string,
  execArgv: readonly string[] = [],
): WorkerProcess<In, Out> {
  const child = fork(fileURLToPath(findWorker(name)), [], {
    serialization: 'advanced',
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`its process ended with ${signal ?? `code ${code}`}`));
  });
  let peak: number | null = null;
  return {
    post: (message) => void (child.connected && child.send(message)),
    onMessage: (listener) =>
      void child.on('message', (message) => {
        peak = readPeak(child) ?? peak;
        listener(message as Out);
      }),
    onExit: (listener) => void exited.then(listener),
    async terminate() {
      child.kill('SIGKILL');
      await exited;
    },
    kill: () => void child.kill('SIGKILL'),
    peakMegabytes: () => readPeak(child) ?? peak,
  };
}

export const startDecodeProcess = (): DecodeProcess => startWorkerProcess('decode-worker');

function readPeak({ pid }: ChildProcess): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  } catch {
    return null;
  }
}
