import type { ApiClient, FileTrouble, KeywordReport, SidecarReport } from '../../shared/api.ts';
import { t } from '../i18n/texts.ts';
import type { OutPort } from './browser-ports.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** What is under way. */
export type ExchangeWork = 'table' | 'sidecars' | 'keywords';

/** Giving labels to other programs, and taking theirs in. */
export class ExchangeState {
  working = $state<ExchangeWork | null>(null);
  /** What the last work did, in sentences. */
  facts = $state.raw<readonly string[]>([]);
  readonly #client: ApiClient;
  readonly #toasts: Toasts;
  readonly #corrections: Corrections;
  readonly #out: OutPort;

  constructor(client: ApiClient, toasts: Toasts, corrections: Corrections, out: OutPort) {
    this.#client = client;
    this.#toasts = toasts;
    this.#corrections = corrections;
    this.#out = out;
  }

  /**
   * Saves all labels as CSV, which comes in pieces.
   * @param today `2026-06-14`, for the file's name
   */
  async saveTable(today: string): Promise<void> {
    await this.#work('table', async () => {
      const pieces: string[] = [];
      let rows = 0;
      let photos = 0;
      for (let after: number | null = 0; after !== null; ) {
        const piece = await this.#client.exportLabels({ format: 'csv', after });
        pieces.push(piece.text);
        rows += piece.rows;
        photos += piece.photos;
        after = piece.next;
      }
      if (rows > 0) this.#out.saveFile(`bowerbird-labels-${today}.csv`, new Blob(pieces, { type: 'text/csv' }));
      this.#toasts.show(rows > 0 ? t.exchange.saved(rows, photos) : t.exchange.nothing);
    });
  }

  /** Asks for a folder, and writes sidecars into it. */
  async writeSidecars(): Promise<void> {
    await this.#work('sidecars', async () => {
      const { path } = await this.#client.pickFolder({});
      if (path === null) return;
      const report = await this.#client.exportSidecars({ folder: path });
      this.#toasts.show(t.exchange.written(report.written, path));
      this.facts = toFacts(report, path);
    });
  }

  /** Takes in the keywords of all photos, and offers to undo it. */
  async takeInKeywords(): Promise<void> {
    await this.#work('keywords', async () => {
      const report = await this.#client.importKeywords({});
      const words = describeTaken(report);
      if (report.changeId === null) this.#toasts.show(words);
      else this.#corrections.offerUndo(words, report.changeId);
      this.facts = [
        words,
        t.exchange.looked(report.photos),
        ...(report.unchanged > 0 ? [t.exchange.stayed(report.unchanged)] : []),
        ...describeTroubles(report),
      ];
    });
  }

  async #work(kind: ExchangeWork, work: () => Promise<void>): Promise<void> {
    if (this.working) return;
    this.working = kind;
    this.facts = [];
    try {
      await work();
    } catch (error) {
      this.#toasts.error(error);
    } finally {
      this.working = null;
    }
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
