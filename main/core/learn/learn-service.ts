import { dirname, join } from 'node:path';
import { assertNever } from '../../../shared/errors.ts';
import { leastFoundProbability } from '../../../shared/model/taught.ts';
import type { LearnRequest, LearnResponse, ScoredPhotos } from '../../../shared/workers.ts';
import { listAugmented } from '../db/augmented.ts';
import { openDatabase, type ReadDb } from '../db/connection.ts';
import { decodeEmbedding } from '../db/predictions.ts';
import { getRevision } from '../db/revisions.ts';
import { adapt } from './adapt-service.ts';
import { createScorer, type LabelClassifier, type TrainedLabel, toProbability } from './classifier.ts';
import { Coordinates } from './coordinates.ts';
import { reportOnClasses, reportOnLabel, teachClasses } from './course-service.ts';
import { BACKGROUND, chooseExamples, drawStable } from './draw.ts';
import { groupDuplicates } from './duplicate-service.ts';
import { EmbeddingMatrix } from './embedding-matrix.ts';
import type { ExampleCopies } from './label-trials.ts';
import { fromRows, joinRows, normalise, type Samples } from './samples.ts';
import { trainLabel } from './train-label.ts';
import { VECTOR_FILE } from './vector-file.ts';

/** What is less probable than what can be found is not kept, but the best are, for they are what the user is asked about next; */
const LEAST_KEPT = 200;
/** and of a label that nearly everything may be, no more. */
const MOST_KEPT = 20_000;
/** So many photos are told of as alike, however little they are. */
const LEAST_ALIKE = 20;

export interface LearnService {
  /** @param tell is given what comes before the answer */
  handle(request: LearnRequest, tell: (message: LearnResponse) => void): LearnResponse;
  /** For when nobody waits: keeps what was read for the next start. */
  settle(): void;
}

/** Answers the messages of the learn worker. Holds the vectors of one model of one library, and follows its changes. */
export function createLearnService(): LearnService {
  let opened: { path: string; db: ReadDb } | undefined;
  let matrix: EmbeddingMatrix | undefined;
  let background: { key: string; samples: Samples; coordinates: Coordinates } | undefined;

  function connect({ databasePath }: LearnRequest): ReadDb {
    if (opened?.path !== databasePath) {
      opened = { path: databasePath, db: openDatabase(databasePath) };
      matrix = undefined;
    }
    return opened.db;
  }

  function open(request: LearnRequest): { db: ReadDb; all: EmbeddingMatrix; revision: number } {
    const { modelId } = request;
    const db = connect(request);
    if (matrix?.modelId !== modelId) {
      matrix = new EmbeddingMatrix(db, modelId, join(dirname(request.databasePath), VECTOR_FILE));
    }
    const revision = getRevision(db);
    matrix.refresh();
    return { db, all: matrix, revision };
  }

  /** The same photos each time as long as none of them is an example: what is known of them is used again. */
  function drawBackground(all: EmbeddingMatrix, not: ReadonlySet<number>): NonNullable<typeof background> {
    const photoIds = drawStable(all.ids, BACKGROUND, not);
    const key = `${all.modelId}:${photoIds.join()}`;
    if (background?.key !== key) {
      const samples = all.pick(photoIds);
      background = { key, samples, coordinates: new Coordinates(samples) };
    }
    return background;
  }

  function train(request: Extract<LearnRequest, { kind: 'train' }>): LearnResponse {
    const { db, all, revision } = open(request);
    const { job } = request;
    const chosen = chooseExamples(request.positives).filter((id) => all.has(id));
    const positives = all.pick(chosen);
    const negatives = all.pick(chooseExamples(request.negatives));
    if (positives.count === 0) return { kind: 'failed', job, reason: 'None of the examples was looked at yet.' };
    const drawn = drawBackground(all, new Set([...request.positives, ...request.negatives]));
    const copies = readCopies(db, request, chosen);
    const coordinates = drawn.coordinates.copy();
    coordinates.add(joinRows(positives, negatives));
    if (copies) coordinates.add(copies.samples);
    const examples = { positives, negatives, background: drawn.samples, copies, coordinates };
    const trained = trainLabel(examples, request.isThorough);
    return {
      kind: 'trained',
      job,
      classifier: JSON.stringify(trained.classifier),
      vectors: trained.vectors,
      scores: scoreAll(all, trained),
      revision,
    };
  }

  function answer(request: LearnRequest, tell: (message: LearnResponse) => void): LearnResponse {
    const { job } = request;
    const onStep = (done: number, total: number) => tell({ kind: 'progress', job, done, total });
    switch (request.kind) {
      case 'train':
        return train(request);
      case 'train-group': {
        const { classifier, vectors } = teachClasses(connect(request), request, onStep);
        return { kind: 'trained-group', job, classifier: JSON.stringify(classifier), vectors };
      }
      case 'report':
        return { kind: 'reported', job, report: JSON.stringify(reportOnLabel(connect(request), request, onStep)) };
      case 'report-group':
        return { kind: 'reported', job, report: JSON.stringify(reportOnClasses(connect(request), request, onStep)) };
      case 'score': {
        const { all, revision } = open(request);
        const classifier = JSON.parse(request.classifier) as LabelClassifier;
        return { kind: 'scored', job, scores: scoreAll(all, { classifier, vectors: request.vectors }), revision };
      }
      case 'similar': {
        const { all } = open(request);
        const { to, limit, floor } = request;
        const asked = typeof to === 'number' ? all.pick([to]).values : normalise(to);
        if (asked.length === 0) return { kind: 'failed', job, reason: 'That photo was not looked at yet.' };
        const { photoIds, values } = best(all.ids, all.multiply(asked), limit, floor);
        const kept = Math.max(
          values.findLastIndex((value) => value >= floor) + 1,
          Math.min(LEAST_ALIKE, values.length),
        );
        const photos = { photoIds: photoIds.slice(0, kept), values: values.slice(0, kept) };
        return { kind: 'similar', job, photos };
      }
      case 'adapt': {
        const { db, all, revision } = open(request);
        return adapt(db, all, request, revision);
      }
      case 'duplicates':
        return groupDuplicates(connect(request), request);
      case 'warm': {
        const { all } = open(request);
        drawBackground(all, new Set());
        return { kind: 'warm', job, photos: all.count };
      }
      default:
        return assertNever(request);
    }
  }

  return {
    handle(request, tell) {
      try {
        return answer(request, tell);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', job: request.job, reason };
      }
    },
    settle() {
      try {
        matrix?.save();
      } catch {
        // The next start reads the database instead, as it did before there was a file.
      }
    },
  };
}

/** Vectors of the copies that are wanted of some photos. */
function readCopies(
  db: ReadDb,
  { modelId, augmentation }: Extract<LearnRequest, { kind: 'train' }>,
  photoIds: readonly number[],
): ExampleCopies | undefined {
  if (augmentation.length === 0) return undefined;
  const copies = photoIds.flatMap((photoId, of) =>
    listAugmented(db, modelId, photoId)
      .filter(({ kind }) => augmentation.includes(kind))
      .map(({ vector }) => ({ of, vector: normalise(decodeEmbedding(vector)) })),
  );
  if (copies.length === 0) return undefined;
  return { samples: fromRows(copies.map(({ vector }) => vector)), of: copies.map(({ of }) => of) };
}

/** Probabilities of all photos that are worth keeping. */
function scoreAll(all: EmbeddingMatrix, trained: TrainedLabel): ScoredPhotos {
  const { classifier, vectors } = trained;
  const scores =
    classifier.kind !== 'nearest'
      ? all.multiply(vectors).map((score) => score + classifier.bias)
      : classifier.distance === 'l1'
        ? all.map(createScorer(trained, all.size))
        : scoreNearest(all, trained);
  const probabilities = scores.map((score) => toProbability(classifier, score));
  return best(all.ids, probabilities, MOST_KEPT, leastFoundProbability);
}

/** What `createScorer` gives of kind `nearest` by cosine, for all photos at once. */
function scoreNearest(all: EmbeddingMatrix, { classifier, vectors }: TrainedLabel): Float32Array {
  const rows = Array.from({ length: vectors.length / all.size }, (_, i) =>
    vectors.subarray(i * all.size, (i + 1) * all.size),
  );
  const neighbours = classifier.neighbours ?? 1;
  const positive = meansOfNearest(all, rows.slice(0, classifier.positiveVectors), neighbours);
  const negative = meansOfNearest(all, rows.slice(classifier.positiveVectors), neighbours);
  return positive.map((value, photo) => value - (negative[photo] as number));
}

/** Of every photo the mean likeness to the nearest rows; 0 where there is none. */
function meansOfNearest(all: EmbeddingMatrix, rows: readonly Float32Array[], neighbours: number): Float32Array {
  const kept = Math.min(neighbours, rows.length);
  /** The greatest, the second, ... of each photo. */
  const greatest = Array.from({ length: kept }, () => new Float32Array(all.count).fill(Number.NEGATIVE_INFINITY));
  for (const row of rows) {
    all.multiply(row).forEach((value, photo) => {
      let likeness = value;
      for (const ranked of greatest) {
        const other = ranked[photo] as number;
        if (likeness <= other) continue;
        ranked[photo] = likeness;
        likeness = other;
      }
    });
  }
  return new Float32Array(all.count).map((_, photo) =>
    greatest.reduce((sum, ranked) => sum + (ranked[photo] as number) / kept, 0),
  );
}

/** The largest values, at most `limit`: all from `floor` on, and the first `LEAST_KEPT` in any case. */
function best(photoIds: Int32Array, values: Float32Array, limit: number, floor: number): ScoredPhotos {
  const sorted = Float32Array.from(values).sort();
  const leastKept = sorted[Math.max(0, sorted.length - Math.min(LEAST_KEPT, limit))] ?? 0;
  const bound = Math.min(floor, leastKept);
  const atMost = sorted[Math.max(0, sorted.length - limit)] ?? 0;
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value >= bound && value >= atMost) rows.push(row);
  }
  rows.sort((a, b) => (values[b] as number) - (values[a] as number));
  rows.length = Math.min(rows.length, limit);
  return {
    photoIds: Int32Array.from(rows, (row) => photoIds[row] as number),
    values: Float32Array.from(rows, (row) => values[row] as number),
  };
}
