import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLibrary } from '../main/core/library.ts';
import { startHttpFace } from '../main/faces/http/server.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import type { Answer } from '../shared/bridge.ts';
import { createClient } from '../shared/client.ts';
import { unpackResult } from '../shared/layout/result-list.ts';
import { writeSyntheticLibrary } from './synthetic-library.ts';

/** Times in milliseconds, as the page sees them: over HTTP, from the call to its answer. */
export interface CorrectionTimes {
  photos: number;
  decideMs: number;
  /** From the answer until a search that takes the change in is answered. */
  searchAfterMs: number;
  undoMs: number;
  searchAfterUndoMs: number;
  hideMs: number;
  labelsOfMs: number;
}

export interface CorrectBenchResult {
  library: number;
  corrections: CorrectionTimes[];
}

/** Says something of many photos of a synthetic library at once, over HTTP, and takes it back. */
export async function benchCorrections(photos: number): Promise<CorrectBenchResult> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  try {
    writeSyntheticLibrary(dataFolder, photos);
    const files = findProgramFiles();
    const library = await openLibrary({ ...files, dataFolder, workers: createThreadWorkers(), background: false });
    const face = await startHttpFace(library, { port: 0, rendererFolder: dataFolder });
    try {
      const client = await connect(face.url);
      const all = unpackResult(await client.getResultLayout({ text: '', order: 'date' }));
      const corrections: CorrectionTimes[] = [];
      for (const count of [1_000, 10_000, 100_000].filter((size) => size <= all.ids.length)) {
        const photoIds = Array.from(all.ids.subarray(0, count));
        const search = () => client.search({ text: 'bench label', limit: 50, offset: 0, order: 'date' });
        const [decideMs, decided] = await measure(() =>
          client.decide({ photoIds, label: 'bench label', verdict: 'accepted' }),
        );
        const [searchAfterMs] = await measure(search);
        const [undoMs] = await measure(() => client.undo({ changeId: decided.changeId }));
        const [searchAfterUndoMs] = await measure(search);
        const [hideMs, hidden] = await measure(() => client.setHidden({ photoIds, hidden: true }));
        await client.undo({ changeId: hidden.changeId });
        await search();
        const [labelsOfMs] = await measure(() => client.getLabelsOf({ photoIds, limit: 20 }));
        corrections.push({ photos: count, decideMs, searchAfterMs, undoMs, searchAfterUndoMs, hideMs, labelsOfMs });
      }
      return { library: photos, corrections };
    } finally {
      await face.close();
      await library.close();
    }
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** A client of the HTTP face, with the session that its address opens. */
async function connect(address: string): Promise<ReturnType<typeof createClient>> {
  const opened = await fetch(address, { redirect: 'manual' });
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const base = new URL(address).origin;
  return createClient(async (method, request) => {
    const response = await fetch(`${base}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-bowerbird': '1', cookie },
      body: JSON.stringify(request),
    });
    return (await response.json()) as Answer<never>;
  });
}

async function measure<T>(work: () => Promise<T>): Promise<[ms: number, value: T]> {
  const started = performance.now();
  const value = await work();
  return [Math.round(performance.now() - started), value];
}
