import type { ApiClient, Lesson, TaughtFormat } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { t } from '../i18n/texts.ts';
import type { OutPort } from './browser-ports.ts';
import type { TaughtState } from './taught.svelte.ts';
import type { ReportTarget } from './teaching-report.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** A file of bytes that the user has chosen; a `File` of the browser is one. */
export interface ChosenBytes {
  name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

const TABLE = /\.(?:csv|tsv|txt)$/iu;
/** Bytes that are turned into text at a time: more are no arguments of one call. */
const CHUNK = 32_768;

/** Learning from folders and tables, and taking what was learnt along. */
export class TaughtFiles {
  isWorking = $state(false);
  /** It is a folder or table that is being learnt from. */
  isLearning = $state(false);
  /** What was learnt last from a folder or table. */
  lesson = $state.raw<Lesson | null>(null);
  readonly #client: ApiClient;
  readonly #taught: TaughtState;
  readonly #toasts: Toasts;
  readonly #out: OutPort;

  constructor(client: ApiClient, taught: TaughtState, toasts: Toasts, out: OutPort) {
    this.#client = client;
    this.#taught = taught;
    this.#toasts = toasts;
    this.#out = out;
  }

  /** Learns from a folder of folders, or from a table. @returns whether it was learnt */
  async learnFrom(path: string): Promise<boolean> {
    const text = path.trim();
    if (text === '') return false;
    if (this.isWorking) return false;
    this.isLearning = true;
    this.lesson = null;
    const isLearnt = await this.#work(async () => {
      this.lesson = await (TABLE.test(text)
        ? this.#client.teachTable({ path: text })
        : this.#client.teachFolder({ path: text }));
      await this.#taught.load();
    });
    this.isLearning = false;
    return isLearnt;
  }

  /** The same of a folder that is chosen in the system's dialog. */
  async pickFolder(): Promise<void> {
    let path: string | null = null;
    const isPicked = await this.#work(async () => {
      ({ path } = await this.#client.pickFolder({}));
    });
    if (isPicked && path !== null) await this.learnFrom(path);
  }

  /** Saves what was learnt as a file. */
  async export(target: ReportTarget, format: TaughtFormat): Promise<void> {
    await this.#work(async () => {
      const { fileName, mediaType, base64 } = await this.#client.exportTaught({ ...target, format });
      this.#out.saveFile(fileName, new Blob([fromBase64(base64)], { type: mediaType }));
      this.#toasts.show(t.taught.files.saved(fileName));
    });
  }

  /** Brings in a file. */
  async import(file: ChosenBytes): Promise<void> {
    await this.#work(async () => {
      const base64 = toBase64(new Uint8Array(await file.arrayBuffer()));
      const { name } = await this.#client.importTaught({ base64, fileName: file.name });
      await this.#taught.load();
      this.#toasts.show(t.taught.files.broughtIn(name));
    });
  }

  /** Ends a long lesson. */
  async cancel(): Promise<void> {
    await this.#client.cancelTeaching({}).catch((error: unknown) => this.#toasts.error(error));
  }

  /** @returns whether it went well; otherwise the user was told, or ended it */
  async #work(work: () => Promise<void>): Promise<boolean> {
    if (this.isWorking) return false;
    this.isWorking = true;
    try {
      await work();
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'cancelled') this.#toasts.show(t.taught.files.cancelled);
      else this.#toasts.error(error);
      return false;
    } finally {
      this.isWorking = false;
    }
  }
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += CHUNK)
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(text);
}

function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
