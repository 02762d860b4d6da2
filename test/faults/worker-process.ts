import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { WorkerPort } from '../../shared/workers.ts';

const program = join(import.meta.dirname, '..', 'electron', 'run-utility.ts');

/** A worker in a process of its own, as the installed program has it: what ends it ends nothing else. */
export interface WorkerProcess<In, Out> extends WorkerPort<In, Out> {
  /** Ends it as the system does when memory is short. */
  kill(): void;
}

/** @param execArgv of Node, such as a limit of its memory */
export function spawnWorkerProcess<In, Out>(name: string, execArgv: readonly string[] = []): WorkerProcess<In, Out> {
  const worker = join(import.meta.dirname, '..', '..', 'main', 'workers', `${name}.ts`);
  const child = fork(program, [worker], {
    execArgv: [...execArgv],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`its process ended with ${code ?? signal}`));
  });
  return {
    post: (message) => void child.send(message as object),
    onMessage: (listener) => child.on('message', (message) => listener(message as Out)),
    onExit: (listener) => void ended.then(listener),
    async terminate() {
      child.kill('SIGKILL');
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
