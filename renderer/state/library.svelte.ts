import type { ApiClient, Capabilities } from '../../shared/api.ts';
import type { Folder, Status } from '../../shared/model/status.ts';
import { t } from '../i18n/texts.ts';
import { ConnectionError } from '../transport/client.ts';
import type { Toasts } from './toasts.svelte.ts';

/** What the library is, what it is doing, and its folders. */
export class LibraryState {
  capabilities = $state.raw<Capabilities | null>(null);
  status = $state.raw<Status | null>(null);
  folders = $state.raw<readonly Folder[] | null>(null);
  /** Why the last folder could not be added, in words. */
  addProblem = $state<string | null>(null);
  isAdding = $state(false);
  readonly #client: ApiClient;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  /** True once it is known that there is no folder at all. */
  get isNew(): boolean {
    return this.folders?.length === 0;
  }

  /** Files that have been dealt with, one way or the other. */
  get filesDone(): number {
    return this.status ? this.status.files - this.status.pending : 0;
  }

  get isBusy(): boolean {
    return this.status !== null && (this.status.state === 'scanning' || this.status.state === 'indexing');
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      const [capabilities, status] = await Promise.all([this.#client.getCapabilities({}), this.#client.getStatus({})]);
      this.capabilities = capabilities;
      this.status = status;
      this.folders = await this.#client.listFolders({});
    });
  }

  async refreshFolders(): Promise<void> {
    await this.#try(async () => {
      this.folders = await this.#client.listFolders({});
    });
  }

  /** Opens the system's dialog and adds what was picked. */
  async pickFolder(): Promise<boolean> {
    return await this.#add(async () => {
      const { path } = await this.#client.pickFolder({});
      return path === null ? null : await this.#client.addFolder({ path });
    });
  }

  /** @returns whether it was added; otherwise `addProblem` says why not */
  async addFolder(path: string): Promise<boolean> {
    return await this.#add(() => this.#client.addFolder({ path }));
  }

  async addSampleFolder(): Promise<boolean> {
    return await this.#add(() => this.#client.addSampleFolder({}));
  }

  /** Says why the last folder could not be added, for places that have no form to say it. */
  tellAddProblem(): void {
    if (this.addProblem !== null) this.#toasts.error(this.addProblem);
    this.addProblem = null;
  }

  async removeFolder(folder: Folder): Promise<void> {
    await this.#try(async () => {
      await this.#client.removeFolder({ folderId: folder.id });
      this.#toasts.show(t.folders.removed(folder.path));
      this.folders = await this.#client.listFolders({});
    });
  }

  async rescan(): Promise<void> {
    await this.#try(async () => {
      await this.#client.rescan({});
      this.#toasts.show(t.folders.rescanning);
    });
  }

  /** Leaves a folder alone for now, or takes it up again. */
  async setFolderPaused(folder: Folder, paused: boolean): Promise<void> {
    await this.#try(async () => {
      const changed = await this.#client.setFolderPaused({ folderId: folder.id, paused });
      this.folders = this.folders?.map((other) => (other.id === changed.id ? changed : other)) ?? null;
      this.status = await this.#client.getStatus({});
    });
  }

  async rescanFolder(folder: Folder): Promise<void> {
    await this.#try(async () => {
      await this.#client.rescan({ folderId: folder.id });
      this.#toasts.show(t.folders.rescanningOne(folder.path));
    });
  }

  async setPaused(paused: boolean): Promise<void> {
    await this.#try(async () => {
      this.status = await this.#client.setPaused({ paused });
    });
  }

  async #add(add: () => Promise<Folder | null>): Promise<boolean> {
    this.isAdding = true;
    this.addProblem = null;
    try {
      const folder = await add();
      if (!folder) return false;
      this.#toasts.show(t.folders.added(folder.path));
      this.folders = await this.#client.listFolders({});
      return true;
    } catch (error) {
      this.addProblem = error instanceof Error ? error.message : String(error);
      if (error instanceof ConnectionError) this.addProblem = t.connection.lost;
      return false;
    } finally {
      this.isAdding = false;
    }
  }

  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#toasts.error(error);
    }
  }
}
