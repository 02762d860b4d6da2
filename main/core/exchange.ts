import type { KeywordReport, LabelTable, Request, SidecarReport } from '../../shared/api.ts';
import { getDescriptionsOf } from './db/descriptions.ts';
import { formatLabelTable } from './exchange/label-table.ts';
import { exportSidecars, type SidecarDeps } from './export-sidecars.ts';
import { importKeywords, type KeywordDeps } from './import-keywords.ts';

/** Photos of one piece of a table: about 300 kB of text. */
const PIECE = 500;

/** What is known of photos, given to other programs and taken from them. */
export interface Exchange {
  exportLabels(request: Request<'exportLabels'>): Promise<LabelTable>;
  /** @throws AppError folder-unavailable, cancelled */
  exportSidecars(request: Request<'exportSidecars'>): Promise<SidecarReport>;
  /** @throws AppError not-found, unsupported, cancelled, invalid-request */
  importKeywords(request: Request<'importKeywords'>): Promise<KeywordReport>;
}

export function createExchange(deps: SidecarDeps & KeywordDeps): Exchange {
  const { findPhotos, summaries } = deps;
  /** What is being exported: photos that come or go meanwhile do not make it miss or repeat others. */
  let exported: { text: string; ids: Int32Array } | undefined;

  return {
    async exportLabels({ format, text = '', after }) {
      if (after === 0 || exported?.text !== text) exported = { text, ids: (await findPhotos(text)).toSorted() };
      const { ids } = exported;
      const start = findPlaceAfter(ids, after);
      const piece = [...ids.subarray(start, start + PIECE)];
      const isLast = start + PIECE >= ids.length;
      const next = isLast ? null : (piece.at(-1) ?? null);
      const table = formatLabelTable(summaries(piece), getDescriptionsOf(deps.db, piece), format, after === 0);
      return { ...table, photos: piece.length, next };
    },
    exportSidecars: (request) => exportSidecars(deps, request),
    importKeywords: (request) => importKeywords(deps, request),
  };
}

/** The first place in an ascending list whose value is above another. */
function findPlaceAfter(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
