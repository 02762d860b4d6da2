import type { ApiClient } from '../../shared/api.ts';
import type { Failure, FailureCode, FailureGroup } from '../../shared/model/status.ts';
import { t } from '../i18n/texts.ts';
import type { OutPort } from './browser-ports.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Files of one reason that are listed at first, and how many more at a time. */
const PAGE = 20;

/** Files that could not be read for one reason; `items` are the latest of them. */
export interface ShownGroup extends FailureGroup {
  items: readonly Failure[];
}

/** Files that could not be read, by reason: of each a list that grows on demand. */
export class FailuresState {
  total = $state(0);
  groups = $state.raw<readonly ShownGroup[] | null>(null);
  readonly #shown = new Map<FailureCode, number>();
  readonly #client: ApiClient;
  readonly #toasts: Toasts;
  readonly #out: OutPort;
  #turn = 0;

  constructor(client: ApiClient, toasts: Toasts, out: OutPort) {
    this.#client = client;
    this.#toasts = toasts;
    this.#out = out;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const { total, reasons } = await this.#client.listFailures({ limit: 0, offset: 0 });
      const groups = await Promise.all(reasons.map((group) => this.#fill(group)));
      if (turn !== this.#turn) return;
      this.total = total;
      this.groups = groups;
    } catch (error) {
      this.#toasts.error(error);
    }
  }

  async loadMore(code: FailureCode): Promise<void> {
    this.#shown.set(code, this.#limitOf(code) + PAGE);
    await this.load();
  }

  /** Tries one file again, all of one reason, or all there are. */
  async retry(which: { fileId: number } | { code: FailureCode } | null = null): Promise<void> {
    try {
      const request = which && 'fileId' in which ? { fileIds: [which.fileId] } : (which ?? {});
      const { files } = await this.#client.retryFailures(request);
      this.#toasts.show(t.problems.retrying(files));
    } catch (error) {
      this.#toasts.error(error);
    }
    await this.load();
  }

  async showInFolder(fileId: number): Promise<void> {
    try {
      await this.#client.showFileInFolder({ fileId });
    } catch (error) {
      this.#toasts.error(error);
    }
  }

  async copyPath(path: string): Promise<void> {
    try {
      await this.#out.copyText(path);
      this.#toasts.show(t.problems.copied(path));
    } catch {
      this.#toasts.error(new Error(t.problems.notCopied));
    }
  }

  #limitOf(code: FailureCode): number {
    return this.#shown.get(code) ?? PAGE;
  }

  async #fill(group: FailureGroup): Promise<ShownGroup> {
    const { code } = group;
    const { failures } = await this.#client.listFailures({ code, limit: this.#limitOf(code), offset: 0 });
    return { ...group, items: failures };
  }
}
