import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerPort } from '../../shared/workers.ts';

/**
 * A worker in a process of its own, started by plain Node: what goes wrong in its native code, or takes all its memory, ends
 * that process and not the program.
 * @param file of the worker
 * @param heapMb limit of its JavaScript heap; pixels and files lie outside of it
 */
export function forkWorker<In, Out>(file: URL, heapMb: number): WorkerPort<In, Out> {
  const child = fork(fileURLToPath(file), [], {
    execArgv: [...process.execArgv, `--max-old-space-size=${heapMb}`],
    serialization: 'advanced',
    // What the program prints is its own; what V8 prints when its memory ends would stand in the middle of it.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`its process ended with ${signal ?? `code ${code}`}`));
  });
  return {
    // Between processes bytes are copied. What can't be sent any more is answered by the end of the process.
    post: (message) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', (message) => listener(message as Out)),
    onExit: (listener) => void exited.then(listener),
    async terminate() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
