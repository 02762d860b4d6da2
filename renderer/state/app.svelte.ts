import type { Facet, Push, QueryTerm, SearchOrder } from '../../shared/api.ts';
import type { HostCommand } from '../../shared/bridge.ts';
import { assertNever } from '../../shared/errors.ts';
import type { Area } from '../../shared/model/area.ts';
import type { MatchReason } from '../../shared/model/photo.ts';
import { formatFilter, withoutSpan, withPart } from '../../shared/query/parse-query.ts';
import { formatLookAlike } from '../../shared/query/similar.ts';
import { t } from '../i18n/texts.ts';
import type { Transport } from '../transport/client.ts';
import { AdaptedState } from './adapted.svelte.ts';
import { BackupState } from './backup.svelte.ts';
import type { OutPort, Settings } from './browser-ports.ts';
import { Corrections } from './corrections.svelte.ts';
import { DroppingState } from './dropping.svelte.ts';
import { DuplicatesState } from './duplicates.svelte.ts';
import { ExampleQueue } from './example-queue.svelte.ts';
import { ExchangeState } from './exchange.svelte.ts';
import { ExploreState } from './explore.svelte.ts';
import { FacetsState } from './facets.svelte.ts';
import { FailuresState } from './failures.svelte.ts';
import { GridView } from './grid-view.svelte.ts';
import { HeatMapState } from './heat-map.svelte.ts';
import { type LanguagePorts, LanguageState } from './language.svelte.ts';
import { LibraryState } from './library.svelte.ts';
import { ModelsState } from './models.svelte.ts';
import { PhotoSizeState } from './photo-size.svelte.ts';
import { withTermReplaced } from './query-text.ts';
import { RecentSearches } from './recent-searches.svelte.ts';
import { type HistoryPort, home, type Room, type Route, Router } from './router.svelte.ts';
import { keyOf, SearchState } from './search.svelte.ts';
import { Selection } from './selection.svelte.ts';
import { SelectionActions } from './selection-actions.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { StorageState } from './storage.svelte.ts';
import { Suggestions } from './suggestions.svelte.ts';
import { Summaries } from './summaries.svelte.ts';
import { TaughtState } from './taught.svelte.ts';
import { TaughtFiles } from './taught-files.svelte.ts';
import { TaughtLabelState } from './taught-label.svelte.ts';
import { TeachState } from './teach.svelte.ts';
import { TeachingReportState } from './teaching-report.svelte.ts';
import { type Theme, ThemeState } from './theme.svelte.ts';
import { createThrottle } from './throttle.ts';
import { Toasts } from './toasts.svelte.ts';
import { TrashState } from './trash.svelte.ts';
import { UnsureState } from './unsure.svelte.ts';
import { ViewerState } from './viewer.svelte.ts';
import { WaitingState } from './waiting.svelte.ts';
import { ZoomState } from './zoom.svelte.ts';

/** While photos come in, what is shown is asked for again about once a second. */
const REFRESH_PAUSE_MS = 1000;

/** Begins the place of a classifier's page, where that of a label's has a concept. */
const GROUP_PREFIX = 'group:';

/** Where the page of a classifier is, for `openTaught`. */
export function placeOfGroup(name: string): string {
  return `${GROUP_PREFIX}${name}`;
}

/** The outside world of the interface, given by `main.ts` or a test. */
export interface AppPorts extends LanguagePorts {
  transport: Transport;
  history: HistoryPort;
  settings: Settings;
  out: OutPort;
  applyTheme: (theme: Theme) => void;
}

/** All state of the interface; components find it in their context. */
export class App {
  readonly transport: Transport;
  readonly toasts = new Toasts();
  readonly library: LibraryState;
  readonly search: SearchState;
  readonly recent: RecentSearches;
  readonly suggestions: Suggestions;
  readonly facets: FacetsState;
  readonly summaries: Summaries;
  readonly grid = new GridView();
  readonly selection = new Selection();
  readonly selectionActions: SelectionActions;
  readonly corrections: Corrections;
  readonly viewer: ViewerState;
  readonly explore: ExploreState;
  readonly duplicates: DuplicatesState;
  readonly adapted: AdaptedState;
  readonly unsure: UnsureState;
  readonly taught: TaughtState;
  readonly taughtLabel: TaughtLabelState;
  readonly taughtFiles: TaughtFiles;
  readonly teachingReport: TeachingReportState;
  readonly teach: TeachState;
  /** For what goes out of the page. */
  readonly out: OutPort;
  readonly failures: FailuresState;
  readonly waiting: WaitingState;
  readonly models: ModelsState;
  readonly librarySettings: SettingsState;
  readonly backup: BackupState;
  readonly exchange: ExchangeState;
  readonly storage: StorageState;
  readonly trash: TrashState;
  readonly dropping: DroppingState;
  readonly photoSize: PhotoSizeState;
  readonly theme: ThemeState;
  readonly language: LanguageState;
  readonly router: Router;
  isConnected = $state(true);
  /** Whether the open photo was opened from here, so that closing it is a step back. */
  #openedHere = false;
  #afterClose: (() => void) | undefined;
  /** Where the user was before the route changed. */
  #room: Room | null = null;
  readonly #gridFocusListeners = new Set<() => void>();
  readonly #searchFocusListeners = new Set<() => void>();
  readonly #refresh = createThrottle(() => this.#reload(), REFRESH_PAUSE_MS);

  constructor({ transport, history, settings, out, applyTheme, ...languagePorts }: AppPorts) {
    const { client } = transport;
    this.transport = transport;
    this.library = new LibraryState(client, this.toasts);
    this.facets = new FacetsState(client, settings);
    this.search = new SearchState(client, (result, query) => {
      const hasFoot = result.weaker > 0 && !query.weaker && query.text.trim() !== '';
      this.grid.show(result, keyOf(query), hasFoot);
      this.selection.show(result.ids, query.text);
      this.facets.found(query, result.total);
    });
    this.recent = new RecentSearches(settings);
    this.suggestions = new Suggestions(client, this.recent);
    this.summaries = new Summaries(client);
    this.corrections = new Corrections(client, this.toasts, () => {
      void this.viewer.refresh();
      this.#refresh.request();
    });
    this.selectionActions = new SelectionActions(client, this.selection, this.corrections);
    this.viewer = new ViewerState(client, this.search, this.corrections, settings, {
      heat: new HeatMapState(client, this.toasts),
      zoom: new ZoomState(() => globalThis.devicePixelRatio ?? 1),
    });
    this.explore = new ExploreState(client);
    this.duplicates = new DuplicatesState(client, this.corrections);
    this.adapted = new AdaptedState(client);
    this.unsure = new UnsureState(client, this.corrections, this.toasts);
    this.taught = new TaughtState(client, this.toasts, this.corrections);
    const queue = new ExampleQueue(client, this.corrections, this.toasts, () => this.taughtLabel.refresh());
    this.taughtLabel = new TaughtLabelState(client, this.taught, this.corrections, this.toasts, queue);
    this.taughtFiles = new TaughtFiles(client, this.taught, this.toasts, out);
    this.teachingReport = new TeachingReportState(client, this.taught, this.corrections, this.toasts);
    this.out = out;
    this.teach = new TeachState(client, this.taught, this.corrections);
    this.failures = new FailuresState(client, this.toasts, out);
    this.waiting = new WaitingState(client, this.toasts);
    this.models = new ModelsState(client, this.toasts);
    this.librarySettings = new SettingsState(client, this.toasts, () => this.#refresh.request());
    this.backup = new BackupState(client, this.toasts, this.corrections, out);
    this.exchange = new ExchangeState(client, this.toasts, this.corrections, out);
    this.storage = new StorageState(client, this.toasts);
    this.trash = new TrashState(client, this.toasts, (photoIds) => this.#leaveTrashed(photoIds));
    this.dropping = new DroppingState(transport, this.library, this.toasts);
    this.photoSize = new PhotoSizeState(settings, (rowScale) => this.grid.setRowScale(rowScale));
    this.theme = new ThemeState(settings, applyTheme);
    this.language = new LanguageState(settings, languagePorts, this.toasts);
    this.router = new Router(history, (route) => this.#enter(route));
  }

  /** Loads everything and follows the core. @returns stops all of it */
  start(): () => void {
    const stops = [
      this.transport.onPush((push) => this.#onPush(push)),
      this.transport.onConnection((connected) => this.#onConnection(connected)),
      this.router.start(),
      this.transport.onCommand?.((command) => this.#obey(command)) ?? (() => {}),
      () => this.#refresh.stop(),
    ];
    void this.library.load();
    void this.adapted.load();
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Searches; an empty text shows all photos. */
  searchFor(text: string): void {
    this.recent.add(text);
    this.router.go({ ...home, text: text.trim() });
  }

  /** Takes a term out of the query. */
  removeTerm(term: QueryTerm): void {
    this.#change((text) => withoutSpan(text, term));
  }

  /** Puts something else in place of a term: one of its meanings, or a word that is written nearly so. */
  replaceTerm(term: QueryTerm, query: string): void {
    this.#change((text) => withTermReplaced(text, term, query));
  }

  /** Narrows the result. */
  narrow(facet: Facet): void {
    this.#change((text) => withPart(text, facet.query));
  }

  setOrder(order: SearchOrder): void {
    this.router.go({ order }, 'replace');
  }

  /** Shows the less likely photos of the query, or those that are sure again. */
  showWeaker(weaker: boolean): void {
    this.router.go({ room: 'photos', weaker, photoId: null });
  }

  goTo(room: Room): void {
    this.router.go(room === 'photos' ? home : { room, concept: null, photoId: null });
  }

  /** Shows what is below a label or group; null is the top. */
  exploreLabel(concept: string | null): void {
    this.router.go({ room: 'explore', concept, photoId: null });
  }

  /** Name of the classifier whose page is open. */
  get taughtGroup(): string | null {
    const { room, concept } = this.router.route;
    return room === 'taught' && concept?.startsWith(GROUP_PREFIX) ? concept.slice(GROUP_PREFIX.length) : null;
  }

  /** Shows a taught label; null shows all of them. */
  openTaught(concept: string | null): void {
    this.router.go({ ...home, room: 'taught', concept });
  }

  /** Teaches what is in the form, and shows what it finds. */
  async teachLabel(): Promise<void> {
    const label = await this.teach.teach();
    if (label) this.searchFor(label.query);
  }

  /** Lets the user select photos of what is to be taught: of those that are shown, or of all. */
  pickExamples(): void {
    this.teach.pick();
    if (this.router.route.room !== 'photos' || this.search.total === 0) this.searchFor('');
  }

  /** Lets the user select more photos for the taught label whose page is open. */
  addExamples(): void {
    const { label } = this.taughtLabel;
    if (!label) return;
    this.teach.open({ label });
    this.pickExamples();
  }

  /** Teaches a label with the photos that are selected. */
  teachSelected(): void {
    this.teach.open({ photoIds: this.selection.toArray() });
  }

  /** Shows all photos, what came into the library last first. */
  showAdded(): void {
    this.router.go({ ...home, order: 'added' });
  }

  /** Opens one of the photos that came into the library last. */
  openAdded(id: number): void {
    this.explore.openedId = id;
    this.#openedHere = true;
    this.router.go({ ...home, order: 'added', photoId: id });
  }

  /** Takes back the last thing that was said; in the queue that is the last step through it. */
  async undoLast(): Promise<void> {
    const { room } = this.router.route;
    const { queue } = this.taughtLabel;
    if (room === 'unsure' && this.unsure.canUndo) await this.unsure.undo();
    else if (room === 'taught' && queue.canUndo) await queue.undo();
    else await this.corrections.undoLast();
  }

  openPhoto(id: number): void {
    this.#openedHere = true;
    this.router.go({ photoId: id });
  }

  /** Opens the photo of a file that nobody has looked at yet, as soon as it is known. */
  async openWaiting(id: number): Promise<void> {
    const photoId = await this.waiting.open(id);
    if (photoId === null) return;
    await this.search.refresh();
    this.openPhoto(photoId);
  }

  /** Goes to the photo before or after the open one. */
  turnTo(id: number | null): void {
    if (id !== null) this.router.go({ photoId: id }, 'replace');
  }

  /** @param then what gets the focus; by default the photo's place in the grid */
  closePhoto(then?: () => void): void {
    this.#afterClose = then;
    if (this.#openedHere) this.router.back();
    else this.router.go({ photoId: null }, 'replace');
    this.#openedHere = false;
  }

  /** Shows photos that look like the open one. */
  findLike(): void {
    this.#findLike(null);
  }

  /** Shows photos that look like the part of the open one that is in the frame. */
  findPart(): void {
    const { area } = this.viewer.part;
    if (area) this.#findLike(area);
  }

  /** Puts the focus on the photo of the grid that had it last. */
  focusGrid(): void {
    for (const listener of this.#gridFocusListeners) listener();
  }

  /** For the grid, which has the elements. @returns stops listening */
  onFocusGrid(listener: () => void): () => void {
    this.#gridFocusListeners.add(listener);
    return () => this.#gridFocusListeners.delete(listener);
  }

  /** Why the open photo is in the result that it was opened from. */
  get openReasons(): readonly MatchReason[] {
    const { id } = this.viewer;
    return id === null ? [] : this.summaries.reasonsOf(id, this.search.text);
  }

  /** Makes the open photo a favourite, or no longer; grid and viewer show it at once. */
  async toggleFavourite(): Promise<void> {
    const { details } = this.viewer;
    if (!details) return;
    this.summaries.setFavourite(details.id, !details.favourite);
    const isTaken = await this.viewer.toggleFavourite();
    if (!isTaken) this.summaries.setFavourite(details.id, details.favourite);
  }

  /** Asks whether the open photo, or else all that are selected, should go to the trash; nothing where the program has none. */
  askTrash(): void {
    if (!this.library.capabilities?.trash) return;
    const { id } = this.viewer;
    this.trash.ask(id !== null ? [id] : this.selection.toArray());
  }

  /** Drags a photo to another program; one of the selected ones takes the others with it. */
  dragOut(id: number): void {
    this.dropping.dragOut(this.selection.has(id) ? this.selection.toArray() : [id]);
  }

  /** For the search box, which has the element. @returns stops listening */
  onFocusSearch(listener: () => void): () => void {
    this.#searchFocusListeners.add(listener);
    return () => this.#searchFocusListeners.delete(listener);
  }

  /** Says whether something was copied. */
  tellCopied(isCopied: boolean): void {
    if (isCopied) this.toasts.show(t.copy.done);
    else this.toasts.error(t.copy.failed);
  }

  async showInFolder(): Promise<void> {
    const problem = await this.viewer.showInFolder();
    if (problem !== null) this.toasts.error(problem);
  }

  #enter(route: Route): void {
    if (route.text !== this.search.text || this.search.shown === null) this.suggestions.reset(route.text);
    void this.search.show(route.text, route.order, route.weaker);
    if (route.photoId === null && this.viewer.id !== null) this.#leavePhoto();
    void this.viewer.show(route.photoId).then(() => this.#ensureReasons());
    if (route.room === 'explore') void this.explore.show(route.concept);
    if (route.room === 'unsure' && this.#room !== 'unsure') void this.unsure.load();
    if (route.room === 'taught') this.#enterTaught(route.concept);
    else if (this.#room === 'taught') this.#enterTaught(null);
    this.#room = route.room;
    if (route.room === 'duplicates') void this.duplicates.load();
    if (route.room === 'problems') void this.failures.load();
    if (route.room === 'settings') void this.#loadSettings();
  }

  /** Changes the query that is shown, to whose text its terms belong, and stays in its order. */
  #change(change: (text: string) => string): void {
    const { shown } = this.search;
    if (!shown) return;
    const text = change(shown.text);
    this.router.go(text === '' ? home : { room: 'photos', text, photoId: null });
  }

  /** The open photo may lie beyond what the grid has named. */
  #ensureReasons(): void {
    const { result, shown, hasQuery } = this.search;
    const { index } = this.viewer;
    if (result && shown && hasQuery && index >= 0) void this.summaries.ensure(result, shown, index, index + 1);
  }

  #findLike(area: Area | null): void {
    const photoId = this.viewer.id;
    if (photoId === null) return;
    // Back leads to the photo again, and closing it from there is no step back.
    this.#openedHere = false;
    this.router.go({ ...home, text: formatFilter('similar', formatLookAlike({ photoId, area })) });
  }

  #leavePhoto(): void {
    const place = this.viewer.id === null ? -1 : this.grid.indexOf(this.viewer.id);
    if (place >= 0) this.grid.focus(place);
    if (this.#afterClose) this.#afterClose();
    else this.focusGrid();
    this.#afterClose = undefined;
  }

  #onPush(push: Push): void {
    switch (push.name) {
      case 'status':
        this.library.status = push.payload;
        break;
      case 'libraryChanged':
        this.#refresh.request();
        break;
      default:
        assertNever(push);
    }
  }

  /** Goes on to the next photo where the open one is gone, and selects none that is. */
  #leaveTrashed(photoIds: readonly number[]): void {
    const { id, nextId, previousId } = this.viewer;
    if (id !== null && photoIds.includes(id)) {
      const next = nextId ?? previousId;
      if (next === null) this.closePhoto();
      else this.turnTo(next);
    }
    this.selection.clear();
    this.#refresh.request();
  }

  #obey(command: HostCommand): void {
    switch (command) {
      case 'add-folder':
        void this.library.pickFolder();
        break;
      case 'search':
        for (const listener of this.#searchFocusListeners) listener();
        break;
      case 'settings':
      case 'help':
        this.goTo(command);
        break;
      default:
        assertNever(command);
    }
  }

  #enterTaught(concept: string | null): void {
    const group = this.taughtGroup;
    const label = group === null ? concept : null;
    void this.taught.load();
    void this.taughtLabel.show(label);
    this.teachingReport.show(group !== null ? { group } : label !== null ? { concept: label } : null);
  }

  async #refreshTaught(): Promise<void> {
    if (this.taughtLabel.concept === null) await this.taught.load();
    else await this.taughtLabel.refresh();
  }

  async #loadSettings(): Promise<void> {
    await Promise.all([this.models.load(), this.librarySettings.load(), this.storage.load(), this.adapted.load()]);
  }

  #onConnection(connected: boolean): void {
    this.isConnected = connected;
    if (!connected) return;
    void this.library.load();
    this.#refresh.request();
  }

  async #reload(): Promise<void> {
    const { room } = this.router.route;
    await Promise.all([
      this.search.refresh(),
      this.library.refreshFolders(),
      this.viewer.refresh(),
      room === 'explore' ? this.explore.refresh() : undefined,
      room === 'taught' ? this.#refreshTaught() : undefined,
      room === 'duplicates' ? this.duplicates.load() : undefined,
      room === 'settings' || this.viewer.isInfoOpen ? this.adapted.load() : undefined,
      room === 'problems' ? this.failures.load() : undefined,
      room === 'settings' ? this.models.load() : undefined,
    ]);
    this.summaries.expire();
  }
}
