import { assertNever } from '../../../shared/errors.ts';
import { createRandom } from '../../../shared/random.ts';
import type { LearnRequest, LearnResponse, ScoredPhotos } from '../../../shared/workers.ts';
import { openDatabase, type ReadDb } from '../db/connection.ts';
import { getRevision } from '../db/revisions.ts';
import { createScorer, type LabelClassifier, type TrainedLabel, toProbability } from './classifier.ts';
import { Coordinates } from './coordinates.ts';
import { shuffle } from './cross-validation.ts';
import { EmbeddingMatrix } from './embedding-matrix.ts';
import { joinRows, type Samples } from './samples.ts';
import { trainGroup } from './train-group.ts';
import { trainLabel } from './train-label.ts';

/** What is less probable is not kept, */
export const SCORE_FLOOR = 0.02;
/** but the best are, for they are what the user is asked about next; */
const LEAST_KEPT = 200;
/** and of a label that nearly everything may be, no more. */
const MOST_KEPT = 20_000;
/** Photos drawn from the library to stand for "something else". */
const BACKGROUND = 300;
/** More examples of one side make it slower, not better. */
const MOST_EXAMPLES = 600;
const SEED = 5;

/** Answers the messages of the learn worker. Holds the vectors of one model of one library, and follows its changes. */
export function createLearnService(): { handle(request: LearnRequest): LearnResponse } {
  let opened: { path: string; db: ReadDb } | undefined;
  let matrix: EmbeddingMatrix | undefined;
  let background: { key: string; samples: Samples; coordinates: Coordinates } | undefined;

  function open({ databasePath, modelId }: LearnRequest): { db: ReadDb; all: EmbeddingMatrix; revision: number } {
    if (opened?.path !== databasePath) {
      opened = { path: databasePath, db: openDatabase(databasePath) };
      matrix = undefined;
    }
    const { db } = opened;
    if (matrix?.modelId !== modelId) matrix = new EmbeddingMatrix(db, modelId);
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
    const { all, revision } = open(request);
    const { job } = request;
    const examples = (ids: readonly number[]) =>
      all.pick(
        shuffle(ids, createRandom(SEED))
          .slice(0, MOST_EXAMPLES)
          .sort((a, b) => a - b),
      );
    const positives = examples(request.positives);
    const negatives = examples(request.negatives);
    if (positives.count === 0) return { kind: 'failed', job, reason: 'None of the examples was looked at yet.' };
    const drawn = drawBackground(all, new Set([...request.positives, ...request.negatives, ...request.notBackground]));
    const coordinates = drawn.coordinates.copy();
    coordinates.add(joinRows(positives, negatives));
    const trained = trainLabel({ positives, negatives, background: drawn.samples, coordinates });
    return {
      kind: 'trained',
      job,
      classifier: JSON.stringify(trained.classifier),
      vectors: trained.vectors,
      scores: scoreAll(all, trained),
      revision,
    };
  }

  function trainClasses(request: Extract<LearnRequest, { kind: 'train-group' }>): LearnResponse {
    const { all } = open(request);
    const known = request.classes.map(({ concept, photoIds }) => ({
      concept,
      photoIds: shuffle(
        photoIds.filter((id) => all.has(id)),
        createRandom(SEED),
      ).slice(0, MOST_EXAMPLES),
    }));
    const classes = known.filter(({ photoIds }) => photoIds.length > 0);
    const { classifier, vectors } = trainGroup({
      samples: all.pick(classes.flatMap(({ photoIds }) => photoIds)),
      classOf: Uint16Array.from(classes.flatMap(({ photoIds }, k) => photoIds.map(() => k))),
      classes: classes.map(({ concept }) => concept),
    });
    return { kind: 'trained-group', job: request.job, classifier: JSON.stringify(classifier), vectors };
  }

  function answer(request: LearnRequest): LearnResponse {
    const { job } = request;
    switch (request.kind) {
      case 'train':
        return train(request);
      case 'train-group':
        return trainClasses(request);
      case 'score': {
        const { all, revision } = open(request);
        const classifier = JSON.parse(request.classifier) as LabelClassifier;
        return { kind: 'scored', job, scores: scoreAll(all, { classifier, vectors: request.vectors }), revision };
      }
      case 'similar': {
        const { all } = open(request);
        const asked = all.pick([request.photoId]);
        if (asked.count === 0) return { kind: 'failed', job, reason: 'That photo was not looked at yet.' };
        const likeness = all.multiply(asked.values);
        return { kind: 'similar', job, photos: best(all.ids, likeness, request.limit, Number.NEGATIVE_INFINITY) };
      }
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
    handle(request) {
      try {
        return answer(request);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: 'failed', job: request.job, reason };
      }
    },
  };
}

/** Probabilities of all photos that are worth keeping. */
function scoreAll(all: EmbeddingMatrix, trained: TrainedLabel): ScoredPhotos {
  const { classifier, vectors } = trained;
  const scores =
    classifier.kind === 'nearest'
      ? all.map(createScorer(trained, all.size))
      : all.multiply(vectors).map((score) => score + classifier.bias);
  const probabilities = scores.map((score) => toProbability(classifier, score));
  return best(all.ids, probabilities, MOST_KEPT, SCORE_FLOOR);
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

/** Some ids, drawn by a number that each id always has: photos that come later change little of the choice. */
function drawStable(ids: Int32Array, count: number, not: ReadonlySet<number>): number[] {
  const numbers = Uint32Array.from(ids, mix);
  const wanted = Math.min(ids.length, count + not.size);
  const bound = Uint32Array.from(numbers).sort()[wanted - 1] ?? 0;
  const drawn: { id: number; number: number }[] = [];
  numbers.forEach((number, row) => {
    const id = ids[row] as number;
    if (number <= bound && !not.has(id)) drawn.push({ id, number });
  });
  return drawn
    .sort((a, b) => a.number - b.number)
    .slice(0, count)
    .map(({ id }) => id);
}

/** 32 bits that look like chance (the finaliser of MurmurHash3, public domain, by Austin Appleby). */
function mix(id: number): number {
  let h = id ^ 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
