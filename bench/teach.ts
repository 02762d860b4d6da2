import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeDatabase, openDatabase, run, transaction } from '../main/core/db/connection.ts';
import { listModels } from '../main/core/db/models.ts';
import { encodeEmbedding } from '../main/core/db/predictions.ts';
import { openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { createRandom } from '../shared/random.ts';
import { writeSyntheticLibrary } from './synthetic-library.ts';

const SIZE = 1280;
/** Photos of the same kind are alike, as real ones are. */
const KINDS = 200;
const EXAMPLES = 10;
const ROUNDS = 5;

export interface TeachBenchResult {
  photos: number;
  /** The first time: the vectors are read from the database. */
  firstTeachMs: number;
  /** From ten examples to the first page of photos, ranked: median of some labels. */
  teachToRankedMs: number;
  /** Nearest neighbours of a photo, 50 of them, with all that a list shows: median. */
  similarMs: number;
  suggestMs: number;
}

/** Teaches labels in a synthetic library, through the core's own contract. */
export async function benchTeach(photos: number): Promise<TeachBenchResult> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  try {
    writeSyntheticLibrary(dataFolder, photos);
    writeVectors(dataFolder, photos);
    const workers = createThreadWorkers();
    const library = await openLibrary({ ...findProgramFiles(), dataFolder, workers, background: false });
    const { api } = library;
    await api.search({ text: 'cat', limit: 50, offset: 0, order: 'relevance' });
    const teach = (kind: number) =>
      measure(async () => {
        const photoIds = Array.from({ length: EXAMPLES }, (_, i) => 1 + kind + i * KINDS);
        await api.teach({ label: `Taught kind ${kind}`, photoIds });
        await api.search({ text: `label:"Taught kind ${kind}"`, limit: 50, offset: 0, order: 'relevance' });
      });
    const firstTeachMs = await teach(0);
    const [teachTimes, similarTimes, suggestTimes]: [number[], number[], number[]] = [[], [], []];
    for (let kind = 1; kind <= ROUNDS; kind++) {
      teachTimes.push(await teach(kind));
      similarTimes.push(await measure(() => api.getSimilar({ photoId: kind, limit: 50 })));
      suggestTimes.push(await measure(() => api.suggestExamples({ concept: `Taught kind ${kind}`, limit: 20 })));
    }
    await library.close();
    return {
      photos,
      firstTeachMs: Math.round(firstTeachMs),
      teachToRankedMs: median(teachTimes),
      similarMs: median(similarTimes),
      suggestMs: median(suggestTimes),
    };
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** A vector a photo: its kind's, and as much of its own. */
function writeVectors(dataFolder: string, photos: number): void {
  const random = createRandom(9);
  const vector = () => Float32Array.from({ length: SIZE }, () => Math.max(0, random() - 0.4));
  const kinds = Array.from({ length: KINDS }, vector);
  const noise = Array.from({ length: 997 }, vector);
  const db = openDatabase(join(dataFolder, 'library.sqlite'));
  const modelId = listModels(db)[0]?.id ?? 0;
  transaction(db, () => {
    for (let id = 1; id <= photos; id++) {
      const kind = kinds[(id - 1) % KINDS] ?? new Float32Array(SIZE);
      const own = noise[(id * 31) % noise.length] ?? kind;
      const mixed = kind.map((value, i) => value + (own[(i + id) % SIZE] ?? 0));
      run(
        db,
        'INSERT INTO embedding (photo_id, model_id, vector) VALUES (?, ?, ?)',
        id,
        modelId,
        encodeEmbedding(mixed),
      );
    }
  });
  closeDatabase(db);
}

async function measure(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const median = (values: readonly number[]) => Math.round([...values].sort((a, b) => a - b)[values.length >> 1] ?? 0);
