import type { CopyRequest, CopyResponse } from '../../../shared/workers.ts';
import { isDamage } from './connection.ts';
import { writeCopy } from './copies.ts';

/** Answers the messages of the copy worker. */
export function handleCopy({ job, databasePath, folder, nowMs }: CopyRequest): CopyResponse {
  try {
    writeCopy(databasePath, folder, nowMs);
    return { kind: 'copied', job };
  } catch (error) {
    return {
      kind: 'failed',
      job,
      isDamaged: isDamage(error),
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}
