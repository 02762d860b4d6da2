/**
 * Runs a module as Electron's `utilityProcess` does: `process.parentPort` keeps messages until somebody listens. With a name
 * in STAND_IN_CRASH the process ends, as by a mistake in native code, when it is told of a file of that name.
 */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

const guilty = process.env.STAND_IN_CRASH ?? '';
const queue: unknown[] = [];
const port = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(message),
});

function deliver(data: unknown): void {
  const path = data !== null && typeof data === 'object' && 'path' in data ? String(data.path) : '';
  if (guilty !== '' && path.includes(guilty)) process.kill(process.pid, 'SIGSEGV');
  else port.emit('message', { data, ports: [] });
}

process.on('message', (data) => {
  if (port.listenerCount('message') === 0) queue.push(data);
  else deliver(data);
});
port.on('newListener', (name) => {
  if (name === 'message') setImmediate(() => queue.splice(0).forEach(deliver));
});
// The program that started it is gone.
process.on('disconnect', () => process.exit());
Object.defineProperty(process, 'parentPort', { value: port });

const [, , modulePath = ''] = process.argv;
await import(pathToFileURL(modulePath).href);
