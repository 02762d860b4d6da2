import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDecodePool } from '../../main/core/queue/decode-pool.ts';
import { WorkerGone } from '../../shared/job-client.ts';
import type { DecodeResponse } from '../../shared/workers.ts';
import { packInput } from '../support/decode-pictures.ts';
import { samplesFolder } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { type DecodeProcess, startDecodeProcess } from '../support/worker-process.ts';
import { createMutator, mutants, nameMutant } from './mutate.ts';
import { makeSeeds } from './seeds.ts';

const PROCESSES = 2;
const AT_ONCE = 6;
/** A good photo has to work after each so many mutants. */
const ROUND = 100;
const MEMORY_LIMIT_MB = 1_500;
const DAY_MS = 86_400_000;

/** What is wrong with an answer, or undefined. */
function findFault(answer: DecodeResponse): string | undefined {
  if (answer.kind === 'failed') {
    // That is how the program owns up to a mistake of its own.
    if (answer.code === 'crashed') return answer.reason;
    return /^[A-Z][^\n]{10,200}\.$/u.test(answer.reason) ? undefined : `no words: ${answer.reason}`;
  }
  if (answer.kind !== 'decoded') return answer.kind;
  const { width, height, frame, takenAtMs, placeholder, cameraInfo } = answer.photo;
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) return `${width} x ${height}`;
  if (frame.data.length !== frame.width * frame.height * 3 || frame.width !== packInput.width) return 'no frame';
  if (placeholder.length === 0) return 'no placeholder';
  const isTime = takenAtMs === null || (takenAtMs >= Date.UTC(1826, 0, 1) && takenAtMs < Date.now() + 2 * DAY_MS);
  if (!isTime) return `taken at ${takenAtMs}`;
  const { latitude, longitude } = cameraInfo;
  if ((latitude === null) !== (longitude === null)) return 'half a place';
  return Object.values(cameraInfo).some((value) => typeof value === 'number' && !Number.isFinite(value))
    ? JSON.stringify(cameraInfo)
    : undefined;
}

test('whatever is in a file, it becomes a photo or is refused in words, and the next good one works', async () => {
  const folder = makeTemporaryFolder();
  const seeds = await makeSeeds();
  const processes: DecodeProcess[] = [];
  const pool = createDecodePool(() => {
    const started = startDecodeProcess();
    processes.push(started);
    return started;
  }, PROCESSES);
  onTestFinished(() => pool.close());
  const faults: string[] = [];
  const outcomes: Record<string, number> = {};
  let thumbnails = 0;

  async function decode(path: string): Promise<DecodeResponse> {
    const job = pool.start();
    const identified = await job.identify(path);
    return identified.kind === 'identified'
      ? job.decode({ input: packInput, thumbnailPath: join(folder, 'thumbnails', `${++thumbnails}.webp`) })
      : identified;
  }

  async function tryMutant(number: number): Promise<void> {
    const mutator = createMutator(number);
    const seed = mutator.pick(seeds);
    const path = join(folder, `${number}.${seed.suffix}`);
    writeFileSync(path, mutator.bytes(seed.bytes));
    try {
      const answer = await decode(path);
      const fault = findFault(answer);
      if (fault) faults.push(`${nameMutant(number)} (${seed.suffix}): ${fault}`);
      const outcome = answer.kind === 'failed' ? answer.code : answer.kind;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    } catch (error) {
      if (!(error instanceof WorkerGone)) throw error;
      faults.push(`${nameMutant(number)} (${seed.suffix}) or one of ${AT_ONCE} before it: ${error.message}`);
    }
  }

  for (let first = 0; first < mutants; first += ROUND) {
    const end = Math.min(first + ROUND, mutants);
    let next = first;
    const work = async () => {
      while (next < end) await tryMutant(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(faults).toEqual([]);
    expect(await decode(join(samplesFolder, 'flower.jpg'))).toMatchObject({ kind: 'decoded' });
  }

  expect(processes.length).toBeLessThanOrEqual(PROCESSES);
  for (const one of processes) expect(one.peakMegabytes() ?? 0).toBeLessThan(MEMORY_LIMIT_MB);
  // Of changes that leave nothing, or change nothing, no fault could come.
  expect(outcomes.decoded ?? 0).toBeGreaterThan(mutants / 10);
  expect(outcomes.damaged ?? 0).toBeGreaterThan(mutants / 20);
  if (process.env.BOWERBIRD_MUTANTS)
    console.log(
      outcomes,
      processes.map((one) => one.peakMegabytes()),
    );
}, 3_600_000);
