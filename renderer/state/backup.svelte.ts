import type { ApiClient, ImportReport } from '../../shared/api.ts';
import { MAX_IMPORT_CHARACTERS } from '../../shared/api-schema.ts';
import { t } from '../i18n/texts.ts';
import type { OutPort } from './browser-ports.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** A file that the user has chosen; a `File` of the browser is one. */
export interface ChosenFile {
  name: string;
  /** Bytes. */
  size: number;
  text(): Promise<string>;
}

/** Keeping a copy of what the user said, and bringing one in. */
export class BackupState {
  isWorking = $state(false);
  /** What the last file did. */
  report = $state.raw<ImportReport | null>(null);
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

  /** @param today `2026-06-14`, for the file's name */
  async save(today: string): Promise<void> {
    await this.#work(async () => {
      const { text, decisions } = await this.#client.exportDecisions({});
      if (decisions > 0) this.#out.saveText(`bowerbird-${today}.jsonl`, text);
      this.#toasts.show(decisions > 0 ? t.backup.saved(decisions) : t.backup.nothing);
    });
  }

  /** Brings a file in, and offers to undo it. */
  async bringIn(file: ChosenFile): Promise<void> {
    await this.#work(async () => {
      this.report = null;
      if (file.size > MAX_IMPORT_CHARACTERS) throw new Error(t.backup.tooLarge(file.name));
      const report = await this.#client.importDecisions({ text: await file.text() });
      if (report.photos === 0) throw new Error(t.backup.notOne(file.name));
      this.report = report;
      const words = t.backup.broughtIn(report.decisions);
      if (report.changeId === null) this.#toasts.show(words);
      else this.#corrections.offerUndo(words, report.changeId);
    });
  }

  async #work(work: () => Promise<void>): Promise<void> {
    if (this.isWorking) return;
    this.isWorking = true;
    try {
      await work();
    } catch (error) {
      this.#toasts.error(error);
    } finally {
      this.isWorking = false;
    }
  }
}
