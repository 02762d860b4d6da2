import { openLibrary } from '../main/core/library.ts';
import { createNodeWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { readMemory } from './serve.ts';

/** Run by `memory.ts`: indexes a folder into a data folder and prints how much memory all processes had on the way. */
const [folder = '', dataFolder = ''] = process.argv.slice(2);
const INTERVAL_MS = 1_000;

const library = await openLibrary({
  ...findProgramFiles(),
  dataFolder,
  workers: createNodeWorkers(),
  background: false,
});
const samples: { photos: number; megabytes: number }[] = [];
const timer = setInterval(() => {
  const memory = readMemory(process.pid);
  if (memory) samples.push({ photos: library.getProgress().classified, megabytes: memory.now });
}, INTERVAL_MS);
await library.index([folder]);
clearInterval(timer);
await library.close();
process.stdout.write(JSON.stringify(samples));
