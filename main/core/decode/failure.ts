import type { FailureCode } from '../../../shared/model/status.ts';
import { timeLimitSeconds } from './limits.ts';

/** A file that can't become a photo; `message` is the reason, one sentence for the user. */
export class DecodeFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'DecodeFailure';
    this.code = code;
  }
}

const reasonsBySystemCode: Readonly<Record<string, string>> = {
  ENOENT: 'The file is no longer there.',
  ENOTDIR: 'The file is no longer there.',
  EACCES: 'You are not allowed to read this file.',
  EPERM: 'You are not allowed to read this file.',
  EIO: 'The disk reported an error while the file was being read.',
  EBUSY: 'Another program is using the file.',
  EMFILE: 'Too many files are open at the moment.',
  ENFILE: 'Too many files are open at the moment.',
  ENOMEM: 'There is not enough free memory at the moment.',
  ENOSPC: 'There is no space left on the disk for the thumbnail.',
  EDQUOT: 'There is no space left on the disk for the thumbnail.',
  EROFS: 'The thumbnail could not be saved, because its folder may not be written to.',
  ESTALE: 'The network folder did not answer.',
  ETIMEDOUT: 'The network folder did not answer.',
  EHOSTDOWN: 'The network folder did not answer.',
  EHOSTUNREACH: 'The network folder did not answer.',
  ENOTCONN: 'The network folder did not answer.',
};

/** Makes any thrown value a failure. Errors of the file system are `unreadable`: they may pass. */
export function toDecodeFailure(error: unknown): DecodeFailure {
  if (error instanceof DecodeFailure) return error;
  const code = systemCode(error);
  if (code !== null) {
    return new DecodeFailure('unreadable', reasonsBySystemCode[code] ?? `The file could not be read (${code}).`, error);
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new DecodeFailure('crashed', `The program failed on this file: ${detail}`, error);
}

/** The code of a Node error of the file system (`ENOENT`), or null for any other value. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** @returns the failure of a file that was given up */
export function timedOut(): DecodeFailure {
  return new DecodeFailure(
    'timeout',
    `The file took longer than ${timeLimitSeconds} seconds to open and was given up.`,
  );
}

/** @throws DecodeFailure `too-large` where a picture has more pixels than may be decoded */
export function checkPixels(width: number, height: number, limit: number): void {
  if (width * height <= limit) return;
  const millions = (pixels: number) => Math.round(pixels / 1e6).toLocaleString('en');
  throw new DecodeFailure(
    'too-large',
    `The picture has ${millions(width * height)} million pixels, more than the ${millions(limit)} million that can be opened.`,
  );
}
