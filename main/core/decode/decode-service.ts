import { hash } from 'node:crypto';
import sharp from 'sharp';
import { assertNever } from '../../../shared/errors.ts';
import type { MediaSize } from '../../../shared/model/photo.ts';
import type { DecodeRequest, DecodeResponse, StageTimes } from '../../../shared/workers.ts';
import { isDiskFull } from '../db/disk-full.ts';
import { DecodeFailure, toDecodeFailure } from './failure.ts';
import { createFileBuffers } from './file-buffers.ts';
import { cutFrame, cutPart, planFrame } from './frame.ts';
import { createGate } from './gate.ts';
import { createPictureOpener, type Picture } from './picture.ts';
import { makePlaceholder, readPlaceholder } from './placeholder.ts';
import { readWholeFile } from './read-file.ts';
import { samplePicture } from './sample.ts';
import { hasThumbnail, writeThumbnail } from './thumbnail.ts';

type RequestOf<Kind extends DecodeRequest['kind']> = Extract<DecodeRequest, { kind: Kind }>;

/** Files between `identify` and `decode`. */
interface KeptFile {
  path: string;
  bytes: Buffer<ArrayBuffer>;
}

export interface DecodeService {
  /** Answers every request but `release`, to which it gives null. Never rejects. Requests may overlap. */
  handle(request: DecodeRequest): Promise<DecodeResponse | null>;
  /** Ends helper processes; to be called once, after the last answer. */
  close(): Promise<void>;
}

/** Reads, hashes and decodes photos. See `DecodeRequest` for the order of things. */
export function createDecodeService(): DecodeService {
  // Photos are decoded several at a time and once each: threads within one, and a cache, only cost memory.
  sharp.cache(false);
  sharp.concurrency(1);
  const pictures = createPictureOpener();
  const bigInTurn = createGate();
  const buffers = createFileBuffers();
  const kept = new Map<number, KeptFile>();
  /** Jobs whose file is being read; `release` takes them out. */
  const reading = new Set<number>();

  async function identify({ job, path }: RequestOf<'identify'>): Promise<DecodeResponse> {
    const clock = startClock();
    reading.add(job);
    try {
      const { bytes, sizeBytes, mtimeMs } = await readWholeFile(path, buffers.take);
      clock.lap('read');
      const digest = Uint8Array.from(hash('sha256', bytes, 'buffer'));
      clock.lap('hash');
      if (reading.has(job)) kept.set(job, { path, bytes });
      else buffers.giveBack(bytes);
      return { kind: 'identified', job, hash: digest, sizeBytes, mtimeMs, times: clock.times };
    } finally {
      reading.delete(job);
    }
  }

  async function decode({ job, input, thumbnailPath }: RequestOf<'decode'>): Promise<DecodeResponse> {
    const file = kept.get(job);
    kept.delete(job);
    if (!file) throw new DecodeFailure('unreadable', 'The file has to be read again.');
    const clock = startClock();
    const picture = await pictures.open(file.bytes, file.path, 'grid');
    // For HEIC and raw files, opening includes decoding or extracting the picture.
    clock.lap('metadata');
    const sample = await sampleInTurn(picture, 'grid');
    const frame = await cutFrame(sample, input);
    clock.lap('decode');
    // Where decoding failed somebody may still read them: they are left to the garbage.
    buffers.giveBack(file.bytes);
    if (!(await hasThumbnail(thumbnailPath))) await writeThumbnail(sample, 'grid', thumbnailPath);
    const placeholder = makePlaceholder(sample);
    clock.lap('thumbnail');
    const { width, height, format, metadata } = picture;
    return {
      kind: 'decoded',
      job,
      photo: { width, height, format, ...metadata, placeholder, frame },
      times: clock.times,
    };
  }

  async function render({ job, path, size, targetPath }: RequestOf<'render'>): Promise<DecodeResponse> {
    if (await hasThumbnail(targetPath)) {
      return { kind: 'rendered', job, placeholder: size === 'grid' ? await readPlaceholder(targetPath) : null };
    }
    const { bytes } = await readWholeFile(path, buffers.take);
    const sample = await sampleInTurn(await pictures.open(bytes, path, size), size);
    buffers.giveBack(bytes);
    await writeThumbnail(sample, size, targetPath);
    return { kind: 'rendered', job, placeholder: size === 'grid' ? makePlaceholder(sample) : null };
  }

  async function frame({ job, path, input, part }: RequestOf<'frame'>): Promise<DecodeResponse> {
    const { bytes } = await readWholeFile(path, buffers.take);
    // A part of what is enough for the whole picture would be too coarse.
    const size = part ? 'preview' : 'grid';
    const whole = await sampleInTurn(await pictures.open(bytes, path, size), size);
    buffers.giveBack(bytes);
    const sample = part ? await cutPart(whole, part) : whole;
    const { left, top, width, height } = planFrame(sample, input);
    const area = {
      left: left / sample.width,
      top: top / sample.height,
      width: width / sample.width,
      height: height / sample.height,
    };
    return { kind: 'framed', job, frame: await cutFrame(sample, input), area };
  }

  function sampleInTurn({ source }: Picture, size: MediaSize) {
    return source.isBig ? bigInTurn(() => samplePicture(source, size)) : samplePicture(source, size);
  }

  function release(job: number): null {
    reading.delete(job);
    const file = kept.get(job);
    kept.delete(job);
    if (file) buffers.giveBack(file.bytes);
    return null;
  }

  async function answer(request: DecodeRequest): Promise<DecodeResponse | null> {
    switch (request.kind) {
      case 'identify':
        return identify(request);
      case 'decode':
        return decode(request);
      case 'release':
        return release(request.job);
      case 'render':
        return render(request);
      case 'frame':
        return frame(request);
      default:
        return assertNever(request);
    }
  }

  return {
    handle: async (request) => {
      try {
        return await answer(request);
      } catch (error) {
        const { code, message } = toDecodeFailure(error);
        const failed = { kind: 'failed', job: request.job, code, reason: message } as const;
        return isDiskFull(error) ? { ...failed, isDiskFull: true } : failed;
      }
    },
    close: async () => {
      kept.clear();
      await pictures.close();
    },
  };
}

/** Takes the time of stages that follow one another. */
function startClock(): { times: Partial<StageTimes>; lap(stage: keyof StageTimes): void } {
  const times: Partial<StageTimes> = {};
  let last = performance.now();
  return {
    times,
    lap: (stage) => {
      const now = performance.now();
      times[stage] = now - last;
      last = now;
    },
  };
}
