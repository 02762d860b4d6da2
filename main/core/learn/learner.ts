import { AppError } from '../../../shared/errors.ts';
import { createJobClient, type JobClient, WorkerGone } from '../../../shared/job-client.ts';
import { type AugmentationKind, leastFoundProbability } from '../../../shared/model/taught.ts';
import type { LearnRequest, LearnResponse, ScoredPhotos, WorkerPort } from '../../../shared/workers.ts';
import { transaction, type WriteDb } from '../db/connection.ts';
import { decodeEmbedding, listEmbeddings } from '../db/predictions.ts';
import {
  deleteTaught,
  deleteTaughtGroupsOf,
  getPreviousVersion,
  getTaughtStamp,
  insertTaughtScores,
  insertTaughtVersion,
  listExamples,
  listTaught,
  listTaughtGroups,
  listTaughtVersions,
  type TaughtRow,
  type TaughtScore,
  updateTaughtVersion,
} from '../db/taught.ts';
import {
  createScorer,
  type GroupClassifier,
  type LabelClassifier,
  likenessToGroup,
  type Scorer,
  scoreGroup,
  type TrainedLabel,
  toProbability,
} from './classifier.ts';
import type { Courses, LearnQuestion } from './courses.ts';
import { toShares } from './linear-models.ts';
import { normalise } from './samples.ts';

export interface LearnerDeps {
  db: WriteDb;
  databasePath: string;
  spawn(): WorkerPort<LearnRequest, LearnResponse>;
  activeModelId(): number;
  /** Looks at changed copies of examples where that is switched on; gives back the kinds to learn from. */
  augment(positives: readonly number[]): Promise<readonly AugmentationKind[]>;
  /** Shows what takes long, and lets it be cancelled. */
  courses: Courses;
  now(): number;
  /** Milliseconds without a question after which the vectors are let go of; `REST_AFTER_MS` unless a test says otherwise. */
  restAfterMs?: number;
  /** Something was learnt, restored or taken out: labels are to be made again. */
  onLearnt(): void;
}

/** Teaches labels: training in the worker, results to the database, scores of photos as they come. */
export interface Learner {
  /**
   * Learns a label from its examples as they are now. @throws AppError not-found without an example that was looked at
   * @param isThorough compares more kinds, which takes a second or two
   */
  train(taughtId: number, isThorough?: boolean): Promise<void>;
  /**
   * Learns all that are behind their examples, one after the other. What can't be learnt is told by `getError`, and does not
   * keep the others from it. @throws AppError cancelled
   */
  trainBehind(): Promise<void>;
  /** Says that examples may have changed: what is behind is learnt in the background, soon. */
  wake(): void;
  isBehind(row: TaughtRow): boolean;
  /** Why a label could not be learnt the last time, in words; null where it could. */
  getError(taughtId: number): string | null;
  /** Photos that a label is learnt from: those that are it, and those that are not. */
  listExamplesOf(row: TaughtRow): { positives: number[]; negatives: number[] };
  /** Puts the version before the one in use back in use. @throws AppError not-found where there is none */
  restore(taughtId: number): Promise<void>;
  /** Takes in a classifier that was learnt elsewhere, for the active model. */
  adopt(taughtId: number, trained: TrainedLabel): Promise<void>;
  remove(row: Pick<TaughtRow, 'id' | 'concept'>): void;
  /** Writes what the taught labels say of a photo that a model has just looked at; inside the same transaction. */
  scorePhoto(photoId: number, modelId: number, embedding: Float32Array): void;
  /** What the taught labels of a model say of a vector, by concept. */
  scoreVector(modelId: number, embedding: Float32Array): { concept: string; probability: number; isFact: boolean }[];
  /** What the classifiers over several classes say of a vector. */
  askGroups(modelId: number, embedding: Float32Array): GroupAnswer[];
  /**
   * The photos most like one (itself first), or most like a vector of the active model: from a cosine on, and a few in any
   * case. @throws AppError not-found
   */
  findSimilar(to: number | Float32Array, limit: number, floor: number): Promise<ScoredPhotos>;
  /** Learns from the corrections of a concept that the active model knows. */
  adapt(corrections: AdaptRequest): Promise<Extract<LearnResponse, { kind: 'adapted' }>>;
  /** Groups of photos that are nearly the same, and bursts; what is hidden or gone is among them. */
  groupDuplicates(): Promise<Extract<LearnResponse, { kind: 'grouped' }>['groups']>;
  /** Reads the vectors ahead of the first question. */
  warm(): Promise<void>;
  close(): Promise<void>;
}

/** What `adapt` is asked. */
export type AdaptRequest = Pick<
  Extract<LearnRequest, { kind: 'adapt' }>,
  'confirmed' | 'rejected' | 'reading' | 'foundProbability' | 'weakest'
>;

/** What one classifier over several classes says of a picture. */
export interface GroupAnswer {
  name: string;
  /** All classes with their shares, the most probable first. */
  classes: { concept: string; probability: number }[];
  /** Whether the first is probable enough to be an answer; else it is "unknown". */
  isKnown: boolean;
  /** Whether the picture looks like none of the classes; then it is "unknown" as well. */
  isStrange: boolean;
}

/** Labels that are learnt one after the other without being shown as a long lesson. */
const FEW_LABELS = 3;
/** How long corrections may go on before they are learnt from. */
const QUIET_MS = 1_500;
const CHUNK = 1_000;
/**
 * The worker holds the vectors of all photos: 1.3 GB at a million. Who asks again after a rest waits until they are read from
 * their file once more.
 */
const REST_AFTER_MS = 5 * 60_000;

interface ReadyScorer {
  taughtId: number;
  concept: string;
  modelId: number;
  classifier: LabelClassifier;
  score: Scorer;
}

export function createLearner(deps: LearnerDeps): Learner {
  const { db, databasePath, activeModelId, now, onLearnt, restAfterMs = REST_AFTER_MS } = deps;
  let client: JobClient<LearnRequest, LearnResponse> | undefined;
  let lastJob = 0;
  let timer: NodeJS.Timeout | undefined;
  let resting: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let closed = false;
  const grouping = new Set<JobClient<LearnRequest, LearnResponse>>();
  const errors = new Map<number, string>();
  const underway = new Map<number, Promise<void>>();
  let scorers: { stamp: string; list: ReadyScorer[] } | undefined;

  async function ask<K extends LearnResponse['kind']>(
    kind: K,
    request: LearnQuestion,
  ): Promise<Extract<LearnResponse, { kind: K }>> {
    if (closed) throw new WorkerGone('The library is closed.');
    clearTimeout(resting);
    if (!client || client.gone) client = createJobClient(deps.spawn());
    try {
      return toAnswer(kind, await client.ask({ ...request, ...source() }));
    } finally {
      if (!closed) restSoon();
    }
  }

  /** Ends the worker when nobody has asked it anything for a while. */
  function restSoon(): void {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (client?.busy !== 0) return;
      void client.close();
      client = undefined;
    }, restAfterMs).unref();
  }

  const source = () => ({ job: ++lastJob, databasePath, modelId: activeModelId() });

  function find(taughtId: number): TaughtRow {
    const row = listTaught(db).find(({ id }) => id === taughtId);
    if (!row) throw new AppError('not-found', 'That label is not taught, or no longer.');
    return row;
  }

  function examplesOf({ concept }: TaughtRow, modelId: number) {
    const own = listExamples(db, concept, modelId);
    const of = (verdict: 1 | -1) => own.filter((example) => example.verdict === verdict).map(({ photoId }) => photoId);
    const positives = of(1);
    const isPositive = new Set(positives);
    const siblings = new Set(
      listTaughtGroups(db)
        .filter(({ concepts }) => concepts.includes(concept))
        .flatMap(({ concepts }) => concepts),
    );
    siblings.delete(concept);
    const excluded = [...siblings].flatMap((sibling) =>
      listExamples(db, sibling, modelId).flatMap(({ photoId, verdict }) =>
        verdict === 1 && !isPositive.has(photoId) ? [photoId] : [],
      ),
    );
    return { positives, negatives: [...new Set([...of(-1), ...excluded])] };
  }

  /** A version and its scores become what holds; photos that came meanwhile are scored here. */
  function keep(
    row: TaughtRow,
    modelId: number,
    trained: TrainedLabel,
    scores: ScoredPhotos,
    revision: number,
    versionId?: number,
  ): void {
    transaction(db, () => {
      if (!listTaught(db).some(({ id }) => id === row.id)) return;
      const id =
        versionId ??
        insertTaughtVersion(db, {
          taughtId: row.id,
          modelId,
          madeAtMs: now(),
          classifier: JSON.stringify(trained.classifier),
          vectors: trained.vectors,
        });
      const known = new Map(Array.from(scores.photoIds, (photoId, i) => [photoId, scores.values[i] ?? 0]));
      let score: Scorer | undefined;
      for (let after = { revision, photoId: Number.MAX_SAFE_INTEGER }; ; ) {
        const late = listEmbeddings(db, modelId, after, CHUNK);
        for (const { photoId, vector } of late) {
          if (!vector) continue;
          const unit = normalise(decodeEmbedding(vector));
          score ??= createScorer(trained, unit.length);
          const probability = toProbability(trained.classifier, score(unit));
          if (probability >= leastFoundProbability) known.set(photoId, probability);
        }
        const last = late.at(-1);
        if (!last) break;
        after = { revision: last.revision, photoId: last.photoId };
      }
      const list = [...known].map(([photoId, probability]): TaughtScore => ({ photoId, probability }));
      updateTaughtVersion(db, row.id, id, row.examples, list);
    });
    onLearnt();
  }

  async function train(taughtId: number, isThorough = false): Promise<void> {
    const learning = learn(taughtId, isThorough);
    underway.set(taughtId, learning);
    try {
      await learning;
      errors.delete(taughtId);
    } catch (error) {
      if (!closed) errors.set(taughtId, error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      if (underway.get(taughtId) === learning) underway.delete(taughtId);
    }
  }

  async function learn(taughtId: number, isThorough: boolean): Promise<void> {
    const row = find(taughtId);
    const modelId = activeModelId();
    const { positives, negatives } = examplesOf(row, modelId);
    if (positives.length === 0) {
      throw new AppError('not-found', 'It has no example yet that was looked at. Say of a photo that it is one.');
    }
    const augmentation = await deps.augment(positives);
    const question = { kind: 'train' as const, positives, negatives, isThorough, augmentation };
    const answer = await ask('trained', question);
    const classifier = JSON.parse(answer.classifier) as LabelClassifier;
    keep(row, modelId, { classifier, vectors: answer.vectors }, answer.scores, answer.revision);
  }

  async function scoreWith(row: TaughtRow, trained: TrainedLabel, modelId: number, versionId?: number): Promise<void> {
    const request = {
      kind: 'score',
      classifier: JSON.stringify(trained.classifier),
      vectors: trained.vectors,
    } as const;
    const answer = await ask('scored', request);
    keep(row, modelId, trained, answer.scores, answer.revision, versionId);
  }

  function isBehind(row: TaughtRow): boolean {
    if (row.positives === 0) return false;
    if (row.examples !== row.settledFor) return true;
    return versionModels().get(row.id) !== activeModelId();
  }

  const versionModels = () => new Map(getScorers().map(({ taughtId, modelId }) => [taughtId, modelId]));

  async function trainBehind(): Promise<void> {
    const behind = listTaught(db).filter(
      (row) => isBehind(row) && examplesOf(row, activeModelId()).positives.length > 0,
    );
    const trainAll = async (onStep: (done: number) => void) => {
      for (const [i, { id }] of behind.entries()) {
        if (closed) return;
        onStep(i);
        // Someone else may be at it just now.
        await underway.get(id)?.catch(() => undefined);
        const row = listTaught(db).find((other) => other.id === id);
        // Why it fails is kept: it comes with the label.
        if (row && isBehind(row)) await train(id).catch(() => onLearnt());
      }
    };
    if (behind.length <= FEW_LABELS) return trainAll(() => {});
    return deps.courses.run('', (course) => trainAll((done) => course.step(done, behind.length)));
  }

  function getScorers(): ReadyScorer[] {
    const stamp = getTaughtStamp(db);
    if (scorers?.stamp !== stamp) {
      const conceptOf = new Map(listTaught(db).map(({ id, concept }) => [id, concept]));
      const list = listTaughtVersions(db).map((version): ReadyScorer => {
        const classifier = JSON.parse(version.classifier) as LabelClassifier;
        let score: Scorer | undefined;
        return {
          taughtId: version.taughtId,
          concept: conceptOf.get(version.taughtId) ?? '',
          modelId: version.modelId,
          classifier,
          score(vector) {
            score ??= createScorer({ classifier, vectors: version.vectors }, vector.length);
            return score(vector);
          },
        };
      });
      scorers = { stamp, list };
    }
    return scorers.list;
  }

  function scoreUnit(modelId: number, embedding: Float32Array) {
    const ready = getScorers().filter((scorer) => scorer.modelId === modelId);
    if (ready.length === 0) return [];
    const unit = normalise(embedding);
    return ready.map((scorer) => ({ ...scorer, probability: toProbability(scorer.classifier, scorer.score(unit)) }));
  }

  return {
    train,
    trainBehind,
    wake() {
      if (closed) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        running = (running ?? Promise.resolve()).then(trainBehind).catch(() => undefined);
      }, QUIET_MS).unref();
    },
    isBehind,
    getError: (taughtId) => errors.get(taughtId) ?? null,
    listExamplesOf: (row) => examplesOf(row, activeModelId()),
    async restore(taughtId) {
      const row = find(taughtId);
      const before = getPreviousVersion(db, taughtId);
      if (!before) throw new AppError('not-found', 'There is no earlier version of it.');
      if (before.modelId !== activeModelId())
        throw new AppError('unsupported', 'The earlier version was learnt with another model. Choose that one first.');
      const classifier = JSON.parse(before.classifier) as LabelClassifier;
      await scoreWith(row, { classifier, vectors: before.vectors }, before.modelId, before.id);
    },
    adopt: (taughtId, trained) => scoreWith(find(taughtId), trained, activeModelId()),
    remove({ id, concept }) {
      transaction(db, () => {
        deleteTaught(db, id);
        deleteTaughtGroupsOf(db, concept);
      });
      onLearnt();
    },
    scorePhoto(photoId, modelId, embedding) {
      const scores = scoreUnit(modelId, embedding).filter(({ probability }) => probability >= leastFoundProbability);
      if (getScorers().some((scorer) => scorer.modelId === modelId)) insertTaughtScores(db, photoId, scores);
    },
    scoreVector: (modelId, embedding) =>
      scoreUnit(modelId, embedding).map(({ concept, probability, classifier }) => ({
        concept,
        probability,
        isFact: classifier.factProbability !== null && probability >= classifier.factProbability,
      })),
    askGroups: (modelId, embedding) =>
      listTaughtGroups(db)
        .filter((group) => group.modelId === modelId)
        .map(({ name, classifier, vectors }) => {
          const group = JSON.parse(classifier) as GroupClassifier;
          const trained = { classifier: group, vectors };
          const unit = normalise(embedding);
          const scores = scoreGroup(trained, unit);
          const isStrange = likenessToGroup(trained, unit) < group.strangeBelow;
          const shares = toShares(scores.map((score) => score * group.scale));
          const classes = group.classes
            .map((concept, k) => ({ concept, probability: shares[k] ?? 0 }))
            .sort((a, b) => b.probability - a.probability);
          const isSure = (classes[0]?.probability ?? 0) >= group.unknownBelow;
          return { name, classes, isKnown: isSure && !isStrange, isStrange };
        }),
    async findSimilar(to, limit, floor) {
      return (await ask('similar', { kind: 'similar', to, limit, floor })).photos;
    },
    adapt: (corrections) => ask('adapted', { kind: 'adapt', ...corrections }),
    async groupDuplicates() {
      if (closed) throw new WorkerGone('The library is closed.');
      // Comparing very many photos takes long: it has a worker of its own, so that lessons need not wait.
      const own = createJobClient(deps.spawn());
      grouping.add(own);
      try {
        return toAnswer('grouped', await own.ask({ kind: 'duplicates', ...source() })).groups;
      } finally {
        grouping.delete(own);
        await own.close();
      }
    },
    async warm() {
      await ask('warm', { kind: 'warm' });
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(resting);
      await Promise.all([...grouping].map((one) => one.close()));
      await client?.whenIdle();
      await running;
      await client?.close();
    },
  };
}

/** @throws AppError not-found where the worker could not do it */
function toAnswer<K extends LearnResponse['kind']>(
  kind: K,
  answer: LearnResponse,
): Extract<LearnResponse, { kind: K }> {
  if (answer.kind === 'failed') throw new AppError('not-found', answer.reason);
  if (answer.kind !== kind) throw new Error(`The learn worker answered ${answer.kind} where ${kind} was asked for.`);
  return answer as Extract<LearnResponse, { kind: K }>;
}
