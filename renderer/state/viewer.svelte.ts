import type { ApiClient, ConceptSuggestion } from '../../shared/api.ts';
import { cleanDescription } from '../../shared/model/description.ts';
import type { Verdict } from '../../shared/model/label.ts';
import type { PhotoDetails } from '../../shared/model/photo.ts';
import { ConnectionError } from '../transport/client.ts';
import type { Settings } from './browser-ports.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { HeatMapState } from './heat-map.svelte.ts';
import { canBeShown, type LabelRow, labelRows, withVerdict } from './label-rows.ts';
import { PartPicker } from './part-picker.svelte.ts';
import type { SearchState } from './search.svelte.ts';
import type { ZoomState } from './zoom.svelte.ts';

const INFO_KEY = 'bowerbird.info';
const STRIP_KEY = 'bowerbird.strip';
const MAX_SUGGESTIONS = 8;

/** The photo that is open, its place in the search, and all that is known of it. */
export class ViewerState {
  id = $state<number | null>(null);
  details = $state.raw<PhotoDetails | null>(null);
  rows = $state.raw<readonly LabelRow[]>([]);
  problem = $state<string | null>(null);
  isInfoOpen = $state(false);
  isStripOpen = $state(true);
  labelSuggestions = $state.raw<readonly ConceptSuggestion[]>([]);
  /** Where it was in the result when it was last there: a corrected photo may drop out of the search that found it. */
  #lastIndex = 0;
  #turn = 0;
  #suggestTurn = 0;
  readonly heat: HeatMapState;
  readonly zoom: ZoomState;
  readonly part = new PartPicker();
  readonly #client: ApiClient;
  readonly #search: SearchState;
  readonly #corrections: Corrections;
  readonly #settings: Settings;

  constructor(
    client: ApiClient,
    search: SearchState,
    corrections: Corrections,
    settings: Settings,
    { heat, zoom }: { heat: HeatMapState; zoom: ZoomState },
  ) {
    this.heat = heat;
    this.zoom = zoom;
    this.#client = client;
    this.#search = search;
    this.#corrections = corrections;
    this.#settings = settings;
    this.isInfoOpen = settings.get(INFO_KEY) === 'open';
    this.isStripOpen = settings.get(STRIP_KEY) !== 'closed';
  }

  /** Place among the photos of the result, or -1. */
  readonly index = $derived.by(() => (this.id === null ? -1 : this.#ids().indexOf(this.id)));

  /** Place in the result, files that wait among it; or -1. */
  readonly #place = $derived.by(() =>
    this.#search.result?.waiting ? this.#search.result.ids.indexOf(this.id ?? 0) : this.index,
  );

  /** Place among the photos of the result, or where it was when it was last there. */
  get stripIndex(): number {
    return this.index >= 0 ? this.index : Math.min(this.#lastIndex, this.#ids().length - 1);
  }

  get previousId(): number | null {
    const at = this.index >= 0 ? this.index : this.#lastIndex;
    return this.#ids()[at - 1] ?? null;
  }

  get nextId(): number | null {
    return this.#ids()[this.index >= 0 ? this.index + 1 : this.#lastIndex] ?? null;
  }

  /** Shape of the photo as far as known, so that its room is kept before it is there. */
  get aspect(): number | null {
    if (this.details && this.details.id === this.id) return this.details.width / this.details.height;
    const aspect = this.#search.result?.aspects[this.#place];
    return aspect ? aspect / 1000 : null;
  }

  /** Opens a photo, or closes with null. */
  async show(id: number | null): Promise<void> {
    if (id === this.id) return;
    this.id = id;
    this.heat.clear();
    this.part.leave();
    this.details = null;
    this.rows = [];
    this.problem = null;
    this.labelSuggestions = [];
    if (id === null) return;
    if (this.index >= 0) this.#lastIndex = this.index;
    // Until its size is known in pixels, the shape is enough to lay it out.
    this.zoom.show(this.aspect ?? 1, 1);
    await this.refresh();
  }

  /** Asks again what is known of the photo. */
  async refresh(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    const turn = ++this.#turn;
    try {
      const details = await this.#client.getPhoto({ id });
      if (turn !== this.#turn || id !== this.id) return;
      this.#setDetails(details);
      this.problem = null;
      if (this.index >= 0) this.#lastIndex = this.index;
    } catch (error) {
      if (turn !== this.#turn || error instanceof ConnectionError) return;
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  toggleInfo(): void {
    this.isInfoOpen = !this.isInfoOpen;
    this.#settings.set(INFO_KEY, this.isInfoOpen ? 'open' : 'closed');
  }

  toggleStrip(): void {
    this.isStripOpen = !this.isStripOpen;
    this.#settings.set(STRIP_KEY, this.isStripOpen ? 'open' : 'closed');
  }

  /** Lets the user draw a frame around a part, or no longer; one thing at a time lies over the photo. */
  togglePart(): void {
    this.heat.clear();
    this.part.toggle();
  }

  /** Shows where a label is, or no longer; without one, the surest that a model can know. */
  async toggleHeat(row?: LabelRow): Promise<void> {
    this.part.leave();
    if (!row && this.heat.label) return this.heat.clear();
    const wanted = row ?? this.rows.find((one) => one.label !== null && canBeShown(one));
    if (this.id !== null && wanted) await this.heat.toggle(this.id, wanted);
  }

  /** Gives an own label another name, on all photos. */
  async renameLabel(row: LabelRow, name: string): Promise<void> {
    if (name.trim() === '') return;
    await this.#corrections.rename(row.concept, name.trim());
    await this.refresh();
  }

  /** Says that the open photo is rather something else. */
  async replaceLabel(row: LabelRow, by: string): Promise<void> {
    const text = by.trim();
    this.labelSuggestions = [];
    if (!this.details || text === '') return;
    this.#turn++;
    await this.#corrections.replace([this.details.id], row, text);
    await this.refresh();
  }

  /** Says of the open photo that it is or is not something; what is shown follows at once. */
  async decide(row: LabelRow, verdict: Verdict): Promise<void> {
    if (!this.details) return;
    this.#setDetails(withVerdict(this.details, row, verdict));
    // What was asked before may not overwrite what was just said.
    this.#turn++;
    await this.#corrections.decide([this.details.id], row.concept, verdict);
    await this.refresh();
  }

  /** Makes the open photo a favourite, or no longer; shown at once. @returns whether the core took it */
  async toggleFavourite(): Promise<boolean> {
    if (!this.details) return false;
    const { id } = this.details;
    const favourite = !this.details.favourite;
    this.details = { ...this.details, favourite };
    this.#turn++;
    const result = await this.#corrections.setFavourite([id], favourite);
    await this.refresh();
    return result !== null;
  }

  /** Hides the open photo, or shows it again; it stays open. */
  async toggleHidden(): Promise<void> {
    if (!this.details) return;
    const { id, hidden } = this.details;
    this.details = { ...this.details, hidden: !hidden };
    this.#turn++;
    await this.#corrections.setHidden([id], !hidden);
    await this.refresh();
  }

  /**
   * Describes a photo, which may no longer be the open one.
   * @returns whether it has that description now; where not, the user was told
   */
  async describe(id: number, text: string): Promise<boolean> {
    if (this.details?.id === id && cleanDescription(text) === (this.details.description ?? '')) return true;
    this.#turn++;
    const result = await this.#corrections.describe([id], text);
    await this.refresh();
    return result !== null;
  }

  /** Gives the open photo a label: a known one, or any word. */
  async addLabel(label: string): Promise<void> {
    const text = label.trim();
    this.labelSuggestions = [];
    if (!this.details || text === '') return;
    await this.#corrections.decide([this.details.id], text, 'accepted');
    await this.refresh();
  }

  async suggestLabels(text: string): Promise<void> {
    const turn = ++this.#suggestTurn;
    try {
      const trimmed = text.trim();
      const items = trimmed === '' ? [] : await this.#client.suggestLabels({ text: trimmed, limit: MAX_SUGGESTIONS });
      if (turn === this.#suggestTurn) this.labelSuggestions = items;
    } catch {
      if (turn === this.#suggestTurn) this.labelSuggestions = [];
    }
  }

  async showInFolder(): Promise<string | null> {
    if (this.id === null) return null;
    try {
      await this.#client.showInFolder({ id: this.id });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #setDetails(details: PhotoDetails): void {
    this.rows = labelRows(details, this.details?.id === details.id ? this.rows : []);
    this.zoom.setPhoto(details.width, details.height);
    this.details = details;
  }

  #ids(): Int32Array {
    return this.#search.photoIds;
  }
}
