/**
 * For tests of what becomes of a worker that ends: a decode worker that is given a file of this name ends there and then, as
 * one does in which native code fails. Loaded before the app (`--import`).
 */
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';

const GUILTY = 'ends the worker';

class CrashingWorker extends workerThreads.Worker {
  override postMessage(message: { path?: string }, transfer?: readonly workerThreads.Transferable[]): void {
    if (message.path?.includes(GUILTY)) void this.terminate();
    else super.postMessage(message, transfer);
  }
}

workerThreads.Worker = CrashingWorker;
syncBuiltinESMExports();
