import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { ExifTool } from 'exiftool-vendored';

/** ExifTool's helper processes, which are started when they are needed first. */
export interface ExifToolProcesses {
  /** Undefined where it can't run here, for lack of Perl. */
  start(): Promise<ExifTool | undefined>;
  /** Ends them. */
  close(): Promise<void>;
}

const PROCESSES = 2;

/** @param timeLimitMs of one question */
export function createExifToolProcesses(timeLimitMs: number): ExifToolProcesses {
  let started: ExifTool | undefined;
  return {
    async start() {
      if (!started && !(await canRunExifTool())) return undefined;
      // Loading it takes a tenth of a second of every start, and few need it.
      const { ExifTool } = await import('exiftool-vendored');
      started ??= new ExifTool({ maxProcs: PROCESSES, taskTimeoutMillis: timeLimitMs, taskRetries: 0 });
      return started;
    },
    async close() {
      const ending = started;
      started = undefined;
      await ending?.end();
    },
  };
}

/** Whether ExifTool can be used: it is a Perl program, except on Windows, where it comes with its own Perl. */
export async function canRunExifTool(): Promise<boolean> {
  if (process.platform === 'win32') return true;
  for (const folder of ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]) {
    try {
      await access(join(folder, 'perl'), constants.X_OK);
      return true;
    } catch {
      // Look on.
    }
  }
  return false;
}
