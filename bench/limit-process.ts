import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadPack } from '../main/core/classify/pack.ts';
import { createBatchClassifier } from '../main/core/queue/batch-classifier.ts';
import { createDecodePool } from '../main/core/queue/decode-pool.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';

/**
 * Run by `indexing.ts`: decodes the photos of a folder for the network and lets it look at them, and nothing else: no hash,
 * no metadata, no thumbnail, no database. As many at once as the program takes.
 */
const DECODERS = 1;
const FILES_PER_CORE = 3;

const [folder = ''] = process.argv.slice(2);
const packFolder = join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet');
const { input } = loadPack(packFolder).manifest;
const cores = availableParallelism();
const workers = createThreadWorkers();
const decoders = createDecodePool(workers.spawnDecode, DECODERS);
const classifier = createBatchClassifier(workers.spawnClassify, Math.max(1, Math.floor(cores / 2)));
classifier.use(packFolder);

const paths = readdirSync(folder)
  .sort()
  .map((name) => join(folder, name));

async function work(queue: string[]): Promise<void> {
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const framed = await decoders.frame({ path, input });
    if (framed.kind !== 'framed') throw new Error(`${path} could not be decoded.`);
    await classifier.classify(framed.frame);
  }
}

const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const queue = [...paths];
await Promise.all(Array.from({ length: cores * FILES_PER_CORE }, () => work(queue)));
const seconds = (performance.now() - startedAt) / 1000;
const cpu = process.cpuUsage(cpuBefore);
await Promise.all([decoders.close(), classifier.close()]);
process.stdout.write(
  JSON.stringify({
    photosPerSecond: Number((paths.length / seconds).toFixed(2)),
    cpuMsPerPhoto: Number(((cpu.user + cpu.system) / 1000 / paths.length).toFixed(2)),
  }),
);
