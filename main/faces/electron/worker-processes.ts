import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { WorkerPort } from '../../../shared/workers.ts';
import type { Workers } from '../../core/library.ts';
import { createThreadWorkers, decoderHeapMb, findWorker } from '../runtime.ts';

/**
 * Workers of the installed program. Files from anywhere are decoded by native code in processes of their own: what goes
 * wrong there, however badly, ends that process and not the program. All others are threads.
 */
export function createElectronWorkers(): Workers {
  return { ...createThreadWorkers(), spawnDecode: () => spawnProcess('decode-worker', 'Bowerbird reader') };
}

function spawnProcess<In, Out>(name: string, serviceName: string): WorkerPort<In, Out> {
  const child = utilityProcess.fork(fileURLToPath(findWorker(name)), [], {
    serviceName,
    execArgv: [`--max-old-space-size=${decoderHeapMb}`],
  });
  const exited = new Promise<number>((resolve) => child.once('exit', resolve));
  return {
    // Only message ports can be handed over between processes: bytes are copied.
    post: (message) => child.postMessage(message),
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => void exited.then((code) => listener(`its process ended with code ${code}`)),
    async terminate() {
      if (child.kill()) await exited;
    },
  };
}
