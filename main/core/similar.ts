import { resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Area } from '../../shared/model/area.ts';
import { parseQuery } from '../../shared/query/parse-query.ts';
import type { QueryNode } from '../../shared/query/query.ts';
import { type LookAlike, parseLookAlike, withinPhoto } from '../../shared/query/similar.ts';
import type { ReadDb } from './db/connection.ts';
import { listFilesOfPhoto } from './db/files.ts';
import { getLastEmbedded } from './db/predictions.ts';
import type { Learner } from './learn/learner.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { BatchClassifier } from './queue/batch-classifier.ts';
import type { DecodePool } from './queue/decode-pool.ts';
import { pathOf } from './queue/process-file.ts';
import { type MatchCode, toMatchCode } from './search/match-code.ts';
import type { LookAlikes } from './search/search.ts';

export interface SimilarDeps {
  db: ReadDb;
  models: ModelRegistry;
  decoders: DecodePool;
  classifier: BatchClassifier;
  findSimilar: Learner['findSimilar'];
}

/** A photo and how much it looks like what was asked for: cosine, 0..1. */
export interface AlikePhoto {
  id: number;
  score: number;
}

/** Photos that look alike: as lists, and as what `similar:` in a query finds. */
export interface Similar extends LookAlikes {
  /** @throws AppError not-found (photo, or none of its files can be read) */
  find(to: LookAlike, limit: number): Promise<AlikePhoto[]>;
  /** The same for any file, in the library or not. @throws AppError not-found where it can't be read */
  findLikeFile(path: string, area: Area | null, limit: number): Promise<AlikePhoto[]>;
  /** Works out ahead what a query needs of `similar:`. What can't be is empty. */
  prepare(text: string): Promise<void>;
}

/**
 * Cosine from which on a photo is alike: of two photos drawn from 1,338 of 100 kinds and more, 3 in 100 are, so that what
 * has little to do with it comes far down.
 */
const ALIKE = 0.4;
/** A result of more is no longer looked through. */
const MOST_ALIKE = 1_000;
/** Answers kept for queries. */
const KEPT = 20;

/** Ranks by the vectors of the active model; a part of a photo, or a file, is decoded and looked at anew (0.2 to 1.5 s). */
export function createSimilar(deps: SimilarDeps): Similar {
  const { db, models, decoders, classifier } = deps;
  const kept = new Map<string, { stamp: string; codes: ReadonlyMap<number, MatchCode> }>();
  let generation = 0;

  async function lookAt(path: string, part: Area | null): Promise<Float32Array | string> {
    const { input } = models.active;
    const request = part ? { path, input, part: withinPhoto(part) } : { path, input };
    const answer = await decoders.frame(request);
    if (answer.kind !== 'framed') return answer.kind === 'failed' ? answer.reason : 'It gave no picture.';
    return (await classifier.classify(answer.frame)).embedding;
  }

  async function lookAtPart({ photoId }: LookAlike, area: Area): Promise<Float32Array> {
    const rows = listFilesOfPhoto(db, photoId);
    if (rows.length === 0) throw new AppError('not-found', `There is no photo number ${photoId} in the library.`);
    let reason = 'None of the files of this photo can be reached now.';
    for (const file of rows.filter(({ missing, offline }) => !missing && !offline)) {
      const found = await lookAt(pathOf(file), area);
      if (typeof found !== 'string') return found;
      reason = `${pathOf(file)} can’t be read now: ${found}`;
    }
    throw new AppError('not-found', reason);
  }

  async function rank(to: number | Float32Array, limit: number, without: number | null): Promise<AlikePhoto[]> {
    const { photoIds, values } = await deps.findSimilar(to, limit + 1, ALIKE);
    return Array.from(photoIds, (id, i) => ({ id, score: Math.min(Math.max(values[i] ?? 0, 0), 1) }))
      .filter(({ id }) => id !== without)
      .slice(0, limit);
  }

  async function find(to: LookAlike, limit: number): Promise<AlikePhoto[]> {
    return rank(to.area ? await lookAtPart(to, to.area) : to.photoId, limit, to.photoId);
  }

  async function prepareValue(value: string, to: LookAlike): Promise<void> {
    const { id } = models.active;
    const stamp = `${id}:${getLastEmbedded(db)}`;
    const known = kept.get(value);
    kept.delete(value);
    if (known?.stamp === stamp) {
      kept.set(value, known);
      return;
    }
    const photos = await find(to, MOST_ALIKE).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'not-found') return [];
      throw error;
    });
    kept.set(value, { stamp, codes: new Map(photos.map(({ id: photoId, score }) => [photoId, toCode(score)])) });
    generation++;
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  }

  return {
    find,
    async findLikeFile(path, area, limit) {
      const absolute = resolve(path);
      const vector = await lookAt(absolute, area);
      if (typeof vector === 'string') throw new AppError('not-found', `${absolute} can’t be read: ${vector}`);
      return rank(vector, limit, null);
    },
    async prepare(text) {
      for (const value of valuesIn(parseQuery(text).root)) {
        const to = parseLookAlike(value);
        if (to) await prepareValue(value, to);
      }
    },
    codesOf: (value) => (parseLookAlike(value) ? (kept.get(value)?.codes ?? new Map()) : undefined),
    get generation() {
      return generation;
    },
  };
}

const toCode = (score: number): MatchCode =>
  toMatchCode({ probability: score, isUsersWord: false, isMostSpecific: false, isSure: true });

/** What a query says after `similar:`. */
function valuesIn(node: QueryNode): string[] {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.parts.flatMap(valuesIn);
    case 'not':
      return valuesIn(node.part);
    case 'filter':
      return node.field === 'similar' ? [node.value] : [];
    case 'word':
    case 'phrase':
      return [];
  }
}
