import type { FileTrouble, KeywordReport, SidecarReport } from '../../shared/api.ts';
import { t } from '../i18n/texts.ts';
import { Carrying } from './carrying.svelte.ts';

/** What is under way. */
export type ExchangeWork = 'table' | 'sidecars' | 'keywords';

/** Giving labels to other programs, and taking theirs in. */
export class ExchangeState extends Carrying<ExchangeWork> {
  /**
   * Saves all labels as CSV, which comes in pieces.
   * @param today `2026-06-14`, for the file's name
   */
  async saveTable(today: string): Promise<void> {
    await this.work('table', async () => {
      const pieces: string[] = [];
      let rows = 0;
      let photos = 0;
      for (let after: number | null = 0; after !== null; ) {
        const piece = await this.client.exportLabels({ format: 'csv', after });
        pieces.push(piece.text);
        rows += piece.rows;
        photos += piece.photos;
        after = piece.next;
      }
      if (rows > 0) this.out.saveFile(`bowerbird-labels-${today}.csv`, new Blob(pieces, { type: 'text/csv' }));
      this.toasts.show(rows > 0 ? t.exchange.saved(rows, photos) : t.exchange.nothing);
    });
  }

  /** Asks for a folder, and writes sidecars into it. */
  async writeSidecars(): Promise<void> {
    await this.work('sidecars', async () => {
      const { path } = await this.client.pickFolder({});
      if (path === null) return;
      const report = await this.client.exportSidecars({ folder: path });
      this.toasts.show(t.exchange.written(report.written, path));
      this.facts = toFacts(report, path);
    });
  }

  /** Takes in the keywords of all photos, and offers to undo it. */
  async takeInKeywords(): Promise<void> {
    await this.work('keywords', async () => {
      const report = await this.client.importKeywords({});
      const words = describeTaken(report);
      this.tell(words, report.changeId);
      this.facts = [
        words,
        t.exchange.looked(report.photos),
        ...(report.unchanged > 0 ? [t.exchange.stayed(report.unchanged)] : []),
        ...describeTroubles(report),
      ];
    });
  }
}

function toFacts(report: SidecarReport, folder: string): string[] {
  return [
    t.exchange.written(report.written, folder),
    ...(report.merged > 0 ? [t.exchange.merged(report.merged)] : []),
    ...(report.unchanged > 0 ? [t.exchange.unchanged(report.unchanged)] : []),
    ...describeTroubles(report),
  ];
}

function describeTaken(report: KeywordReport): string {
  const { labels, favourites, descriptions, dates } = report;
  return labels + favourites + descriptions + dates === 0 ? t.exchange.nothingNew : t.exchange.tookIn(report);
}

function describeTroubles({ failed, troubles }: { failed: number; troubles: readonly FileTrouble[] }): string[] {
  const [first] = troubles;
  return first ? [t.exchange.failed(failed, first.path, first.reason)] : [];
}
