import type { AdaptedLabel, AdaptedLabels, CorrectionMeasure } from '../../shared/model/adapted.ts';
import { isInRanges, type Vocabulary } from '../../shared/model/concept.ts';
import type { Prediction } from '../../shared/workers.ts';
import {
  type AdaptedRow,
  type CorrectedConcept,
  deleteAdapted,
  getAdaptedStamp,
  insertAdapted,
  insertShifts,
  listAdapted,
  listCorrectedConcepts,
  type PhotoShift,
} from './db/adapted.ts';
import { transaction, type WriteDb } from './db/connection.ts';
import { decodeEmbedding, getClasses, listEmbeddings } from './db/predictions.ts';
import { listExamples } from './db/taught.ts';
import { type CalibratedModel, WEAKEST } from './labels/calibrated-model.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { Labeller } from './labels/labeller.ts';
import type { Learner } from './learn/learner.ts';
import { type ConceptReading, isWorthKeeping, readLogit } from './learn/reading.ts';
import { dotRows, normalise } from './learn/samples.ts';

export interface AdaptationDeps {
  db: WriteDb;
  space: ConceptSpace;
  labeller: Labeller;
  learn: Learner['adapt'];
  activeModelId(): number;
  now(): number;
  /** Something was learnt or taken out: labels are to be made again. */
  onLearnt(): void;
}

/** Corrections teach: what the user said of photos adapts the model's own labels to this library. */
export interface AdaptationKeeper {
  list(): AdaptedLabels;
  /** Learns all that is behind its corrections, and takes out what has too few of them left. */
  learnBehind(): Promise<void>;
  /** Says that corrections may have changed: what is behind is learnt in the background, soon. */
  wake(): void;
  /** Writes what was learnt for a photo that a model has just looked at; inside the same transaction. */
  scorePhoto(photoId: number, modelId: number, prediction: Prediction): void;
  close(): Promise<void>;
}

/**
 * Confirmed photos of a label, and rejected ones, from which on it is tried: with fewer, what is measured says too little
 * (`docs/accuracy-adapt.md`).
 */
export const CORRECTIONS_NEEDED = 8;
/** How long corrections may go on before they are learnt from: longer than those of taught labels, which come first. */
const QUIET_MS = 3_000;
const CHUNK = 1_000;

/** What is stored of a measurement. */
interface Measures {
  confirmed: number;
  rejected: number;
  before: CorrectionMeasure;
  after: CorrectionMeasure;
}

interface ReadyAdaptation {
  row: AdaptedRow;
  reading: ConceptReading;
}

/** A model's word on a concept: how it is read, and from where on it finds. */
export interface ConceptWord {
  reading: ConceptReading;
  foundProbability: number;
}

/** How a model's word on a concept is read; undefined where it has none. */
export function readConcept(model: CalibratedModel, space: Vocabulary, concept: number): ConceptWord | undefined {
  const ranges = space.rangesOf(concept);
  const classes = model.concepts.flatMap((other, index) =>
    other !== undefined && !model.heads.has(index) && isInRanges(ranges, other) ? [index] : [],
  );
  const own = [...model.heads].filter(([, head]) => head.concept === concept);
  const [first] = own;
  if (classes.length === 0 && !first) return undefined;
  const { probability, search, stored } = model.calibration;
  return {
    reading: { classes, heads: own.map(([index]) => index), ...probability, storedFrom: stored.from },
    foundProbability: first ? first[1].searchProbability : search.probability,
  };
}

export function createAdaptation(deps: AdaptationDeps): AdaptationKeeper {
  const { db, space, labeller, activeModelId } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;
  let ready: { stamp: string; list: ReadyAdaptation[] } | undefined;

  /** How the active model's word on a concept is read; undefined where it has none. */
  function readingOf(concept: string): ConceptWord | undefined {
    const model = labeller.modelOf(activeModelId());
    const number = space.numberOf(concept);
    return model && number !== undefined ? readConcept(model, space, number) : undefined;
  }

  const stampOf = ({ stamp }: CorrectedConcept) => `${activeModelId()} ${stamp}`;

  const listCandidates = () =>
    listCorrectedConcepts(db, CORRECTIONS_NEEDED).flatMap((corrected) => {
      const read = readingOf(corrected.concept);
      return read ? [{ ...corrected, ...read }] : [];
    });

  async function learn(candidate: ReturnType<typeof listCandidates>[number]): Promise<void> {
    const modelId = activeModelId();
    const { concept, reading, foundProbability } = candidate;
    const examples = listExamples(db, concept, modelId);
    const of = (verdict: 1 | -1) => examples.flatMap((one) => (one.verdict === verdict ? [one.photoId] : []));
    const [confirmed, rejected] = [of(1), of(-1)];
    if (confirmed.length < CORRECTIONS_NEEDED || rejected.length < CORRECTIONS_NEEDED) return;
    const answer = await deps.learn({
      confirmed,
      rejected,
      reading: JSON.stringify(reading),
      foundProbability,
      weakest: WEAKEST,
    });
    const { before, after, isBetter } = JSON.parse(answer.measured) as Measures & { isBetter: boolean };
    const measures: Measures = { confirmed: confirmed.length, rejected: rejected.length, before, after };
    const row: Omit<AdaptedRow, 'id'> = {
      concept,
      modelId,
      madeAtMs: deps.now(),
      settledFor: stampOf(candidate),
      applied: isBetter ? 1 : 0,
      measures: JSON.stringify(measures),
      reading: JSON.stringify(reading),
      slope: answer.slope,
      offset: answer.offset,
      foundProbability: answer.foundProbability,
      weights: answer.weights,
    };
    const shifts = Array.from(
      answer.shifts.photoIds,
      (photoId, i): PhotoShift => ({ photoId, shift: answer.shifts.values[i] ?? 0 }),
    );
    transaction(db, () => {
      const late = isBetter ? listLate(row, reading, answer.revision) : [];
      const known = new Map([...shifts, ...late].map((one) => [one.photoId, one]));
      insertAdapted(db, row, [...known.values()]);
    });
    deps.onLearnt();
  }

  /** Of photos that came while something was learnt. */
  function listLate(row: Omit<AdaptedRow, 'id'>, reading: ConceptReading, revision: number): PhotoShift[] {
    const found: PhotoShift[] = [];
    for (let after = { revision, photoId: Number.MAX_SAFE_INTEGER }; ; ) {
      const rows = listEmbeddings(db, row.modelId, after, CHUNK);
      for (const { photoId, vector } of rows) {
        const classes = vector ? getClasses(db, photoId, row.modelId) : undefined;
        if (!vector || !classes) continue;
        const shift = shiftOf(row, reading, classes, normalise(decodeEmbedding(vector)));
        if (shift !== undefined) found.push({ photoId, shift });
      }
      const last = rows.at(-1);
      if (!last) return found;
      after = { revision: last.revision, photoId: last.photoId };
    }
  }

  async function learnBehind(): Promise<void> {
    const candidates = listCandidates();
    const wanted = new Set<string>(candidates.map(({ concept }) => concept));
    const rows = new Map(listAdapted(db).map((row) => [row.concept, row]));
    const gone = [...rows.keys()].filter((concept) => !wanted.has(concept));
    if (gone.length > 0) {
      transaction(db, () => {
        for (const concept of gone) deleteAdapted(db, concept);
      });
      deps.onLearnt();
    }
    for (const candidate of candidates) {
      if (closed) return;
      if (rows.get(candidate.concept)?.settledFor !== stampOf(candidate)) await learn(candidate);
    }
  }

  function getReady(): ReadyAdaptation[] {
    const stamp = getAdaptedStamp(db);
    if (ready?.stamp !== stamp) {
      const list = listAdapted(db).filter(({ applied }) => applied === 1);
      ready = { stamp, list: list.map((row) => ({ row, reading: JSON.parse(row.reading) as ConceptReading })) };
    }
    return ready.list;
  }

  return {
    list() {
      const rows = new Map(listAdapted(db).map((row) => [row.concept, row]));
      const labels = listCandidates().map((candidate): AdaptedLabel => {
        const { concept, confirmed, rejected } = candidate;
        const row = rows.get(concept);
        const measures = row && (JSON.parse(row.measures) as Measures);
        const number = space.numberOf(concept);
        const isBehind = row?.settledFor !== stampOf(candidate);
        return {
          concept,
          name: number === undefined ? concept : space.concept(number).name,
          confirmed,
          rejected,
          applied: row?.applied === 1,
          why: isBehind ? 'waiting' : row.applied === 1 ? 'better' : 'not-better',
          before: measures ? rounded(measures.before) : null,
          after: measures ? rounded(measures.after) : null,
          learntAt: row ? new Date(row.madeAtMs).toISOString() : null,
        };
      });
      return { needed: CORRECTIONS_NEEDED, labels };
    },
    learnBehind,
    wake() {
      if (closed) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        // What can't be learnt now is behind still, and tried again with the next correction.
        running = running.then(learnBehind).catch(() => undefined);
      }, QUIET_MS).unref();
    },
    scorePhoto(photoId, modelId, { classes, embedding }) {
      const list = getReady().filter(({ row }) => row.modelId === modelId);
      if (list.length === 0) return;
      const unit = normalise(embedding);
      const shifts = list.flatMap(({ row, reading }) => {
        const shift = shiftOf(row, reading, classes, unit);
        return shift === undefined ? [] : [{ adaptedId: row.id, shift }];
      });
      insertShifts(db, photoId, shifts);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** What an adaptation adds to the log-odds of the model's word on a photo; undefined where both words are next to nothing. */
function shiftOf(
  { slope, offset, weights }: Pick<AdaptedRow, 'slope' | 'offset' | 'weights'>,
  reading: ConceptReading,
  classes: readonly { index: number; probability: number }[],
  unit: Float32Array,
): number | undefined {
  const logit = readLogit(reading, classes);
  const shift = (slope - 1) * logit + offset + (weights.length > 0 ? dotRows(weights, unit) : 0);
  return isWorthKeeping(logit, shift, WEAKEST) ? shift : undefined;
}

const rounded = ({ averagePrecision, error }: CorrectionMeasure): CorrectionMeasure => ({
  averagePrecision: Math.round(averagePrecision * 1000) / 1000,
  error: Math.round(error * 1000) / 1000,
});
