import type { ApiClient } from '../../shared/api.ts';
import type { ModelInfo, PrecisionPoint } from '../../shared/model/pack.ts';
import { findPrecisionPoint } from '../../shared/model/precision.ts';
import type { Effort, HostSetting, Settings, SettingsChange } from '../../shared/model/settings.ts';
import type { Toasts } from './toasts.svelte.ts';

const PRECISIONS: readonly number[] = [0.9, 0.95, 0.98];

/** One way to set how often a label that is shown as certain should be right. */
export interface PrecisionStep {
  wanted: number;
  /** What was measured for it, where something was. */
  measured: PrecisionPoint | null;
}

/** What the user may set for this library. */
export class SettingsState {
  current = $state.raw<Settings | null>(null);
  readonly #client: ApiClient;
  readonly #toasts: Toasts;
  readonly #onChange: () => void;
  #turn = 0;

  /** @param onChange is told when labels have changed by it */
  constructor(client: ApiClient, toasts: Toasts, onChange: () => void) {
    this.#client = client;
    this.#toasts = toasts;
    this.#onChange = onChange;
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const settings = await this.#client.getSettings({});
      if (turn === this.#turn) this.current = settings;
    } catch (error) {
      this.#toasts.error(error);
    }
  }

  async setWantedPrecision(wantedPrecision: number): Promise<void> {
    if (wantedPrecision === this.current?.wantedPrecision) return;
    if (await this.#change({ wantedPrecision })) this.#onChange();
  }

  async setEffort(effort: Effort): Promise<void> {
    if (effort !== this.current?.effort) await this.#change({ effort });
  }

  /** For the next time something is learnt. */
  async setAugmentation(augmentation: Settings['augmentation']): Promise<void> {
    await this.#change({ augmentation });
  }

  /** Sets what the program around the library follows. */
  async setHost<S extends HostSetting>(setting: S, value: Settings[S]): Promise<void> {
    if (value !== this.current?.[setting]) await this.#change({ [setting]: value });
  }

  /** Shows it as set at once; what the core refuses is shown as it is. @returns whether it was stored */
  async #change(change: SettingsChange): Promise<boolean> {
    if (!this.current) return false;
    const turn = ++this.#turn;
    this.current = { ...this.current, ...change } as Settings;
    try {
      const settings = await this.#client.updateSettings(change);
      if (turn === this.#turn) this.current = settings;
      return true;
    } catch (error) {
      this.#toasts.error(error);
      if (turn === this.#turn) await this.load();
      return false;
    }
  }

  /** What can be chosen, with what was measured for the model in use; what is set is always among it. */
  steps(models: readonly ModelInfo[] | null): PrecisionStep[] {
    const curve = models?.find((model) => model.active)?.curve ?? [];
    const set = this.current?.wantedPrecision;
    const all = set === undefined || PRECISIONS.includes(set) ? PRECISIONS : [...PRECISIONS, set];
    return all
      .toSorted((a, b) => a - b)
      .map((wanted) => ({ wanted, measured: findPrecisionPoint(curve, wanted) ?? null }));
  }
}
