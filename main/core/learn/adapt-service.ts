import type { LearnRequest, LearnResponse } from '../../../shared/workers.ts';
import type { ReadDb } from '../db/connection.ts';
import { listClasses } from '../db/predictions.ts';
import { learnAdaptation } from './adapt.ts';
import { Coordinates } from './coordinates.ts';
import { chooseExamples, drawStable } from './draw.ts';
import type { EmbeddingMatrix } from './embedding-matrix.ts';
import { findClusters } from './near-duplicates.ts';
import { type ConceptReading, isWorthKeeping, readLogit } from './reading.ts';
import { joinRows } from './samples.ts';

/** More corrections of one side make it slower, not better. */
const MOST_CORRECTIONS = 150;
/** Photos of which nothing was said. */
const BACKGROUND = 120;
/** Predictions read at a time. */
const CHUNK = 10_000;

/** Learns from the corrections of one concept, and says what that changes on all photos. @throws RangeError */
export function adapt(
  db: ReadDb,
  all: EmbeddingMatrix,
  request: Extract<LearnRequest, { kind: 'adapt' }>,
  revision: number,
): LearnResponse {
  const { job, modelId, foundProbability, weakest } = request;
  const reading = JSON.parse(request.reading) as ConceptReading;
  const logits = new Map<number, number>();
  for (let after = 0; ; ) {
    const rows = listClasses(db, modelId, after, CHUNK);
    for (const { photoId, classes } of rows) if (all.has(photoId)) logits.set(photoId, readLogit(reading, classes));
    const last = rows.at(-1);
    if (!last) break;
    after = last.photoId;
  }
  const known = (ids: readonly number[]) =>
    chooseExamples(ids.filter((id) => logits.has(id))).slice(0, MOST_CORRECTIONS);
  const confirmed = known(request.confirmed);
  const rejected = known(request.rejected);
  if (confirmed.length === 0 || rejected.length === 0) throw new RangeError('None of these was looked at yet.');
  const said = new Set([...request.confirmed, ...request.rejected]);
  const drawn = drawStable(all.ids, BACKGROUND, said).filter((id) => {
    const logit = logits.get(id);
    // What the model finds may well be one.
    return logit !== undefined && 1 / (1 + Math.exp(-logit)) < foundProbability;
  });
  const corrections = all.pick([...confirmed, ...rejected]);
  const coordinates = new Coordinates(joinRows(corrections, all.pick(drawn)));
  const { adaptation, ...measured } = learnAdaptation({
    samples: coordinates.toSamples(),
    logits: Float64Array.from([...confirmed, ...rejected, ...drawn], (id) => logits.get(id) ?? 0),
    targets: Uint8Array.from([...confirmed.map(() => 1), ...rejected.map(() => 0)]),
    clusterOf: findClusters(corrections),
    foundProbability,
  });
  const { slope, offset } = adaptation;
  const weights = adaptation.weights ? coordinates.toVector(adaptation.weights) : new Float32Array(0);
  const photoIds: number[] = [];
  const shifts: number[] = [];
  if (measured.isBetter) {
    const told = weights.length > 0 ? all.multiply(weights) : undefined;
    all.ids.forEach((id, row) => {
      const logit = logits.get(id);
      if (logit === undefined) return;
      const shift = (slope - 1) * logit + offset + (told?.[row] ?? 0);
      if (!isWorthKeeping(logit, shift, weakest)) return;
      photoIds.push(id);
      shifts.push(shift);
    });
  }
  return {
    kind: 'adapted',
    job,
    measured: JSON.stringify(measured),
    slope,
    offset,
    foundProbability: adaptation.foundProbability,
    weights,
    shifts: { photoIds: Int32Array.from(photoIds), values: Float32Array.from(shifts) },
    revision,
  };
}
