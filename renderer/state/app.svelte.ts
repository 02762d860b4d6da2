import type { Facet, Push, QueryTerm, SearchOrder } from '../../shared/api.ts';
import { assertNever } from '../../shared/errors.ts';
import type { MatchReason } from '../../shared/model/photo.ts';
import { withoutSpan, withPart } from '../../shared/query/parse-query.ts';
import type { Transport } from '../transport/client.ts';
import type { Settings } from './browser-ports.ts';
import { Corrections } from './corrections.svelte.ts';
import { FacetsState } from './facets.svelte.ts';
import { FailuresState } from './failures.svelte.ts';
import { GridView } from './grid-view.svelte.ts';
import { LibraryState } from './library.svelte.ts';
import { ModelsState } from './models.svelte.ts';
import { withTermReplaced } from './query-text.ts';
import { RecentSearches } from './recent-searches.svelte.ts';
import { type HistoryPort, home, type Room, type Route, Router } from './router.svelte.ts';
import { keyOf, SearchState } from './search.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { Suggestions } from './suggestions.svelte.ts';
import { Summaries } from './summaries.svelte.ts';
import { type Theme, ThemeState } from './theme.svelte.ts';
import { createThrottle } from './throttle.ts';
import { Toasts } from './toasts.svelte.ts';
import { ViewerState } from './viewer.svelte.ts';

/** While photos come in, what is shown is asked for again about once a second. */
const REFRESH_PAUSE_MS = 1000;

/** The outside world of the interface, given by `main.ts` or a test. */
export interface AppPorts {
  transport: Transport;
  history: HistoryPort;
  settings: Settings;
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
  readonly corrections: Corrections;
  readonly viewer: ViewerState;
  readonly failures: FailuresState;
  readonly models: ModelsState;
  readonly librarySettings: SettingsState;
  readonly theme: ThemeState;
  readonly router: Router;
  isConnected = $state(true);
  /** Whether the open photo was opened from here, so that closing it is a step back. */
  #openedHere = false;
  #afterClose: (() => void) | undefined;
  readonly #gridFocusListeners = new Set<() => void>();
  readonly #refresh = createThrottle(() => this.#reload(), REFRESH_PAUSE_MS);

  constructor({ transport, history, settings, applyTheme }: AppPorts) {
    const { client } = transport;
    this.transport = transport;
    this.library = new LibraryState(client, this.toasts);
    this.facets = new FacetsState(client, settings);
    this.search = new SearchState(client, (result, query) => {
      const hasFoot = result.weaker > 0 && !query.weaker && query.text.trim() !== '';
      this.grid.show(result, keyOf(query), hasFoot);
      this.facets.found(query, result.total);
    });
    this.recent = new RecentSearches(settings);
    this.suggestions = new Suggestions(client, this.recent);
    this.summaries = new Summaries(client);
    this.corrections = new Corrections(client, this.toasts, () => {
      void this.viewer.refresh();
      this.#refresh.request();
    });
    this.viewer = new ViewerState(client, this.search, this.corrections, settings);
    this.failures = new FailuresState(client, this.toasts);
    this.models = new ModelsState(client, this.toasts);
    this.librarySettings = new SettingsState(client, this.toasts, () => this.#refresh.request());
    this.theme = new ThemeState(settings, applyTheme);
    this.router = new Router(history, (route) => this.#enter(route));
  }

  /** Loads everything and follows the core. @returns stops all of it */
  start(): () => void {
    const stops = [
      this.transport.onPush((push) => this.#onPush(push)),
      this.transport.onConnection((connected) => this.#onConnection(connected)),
      this.router.start(),
      () => this.#refresh.stop(),
    ];
    void this.library.load();
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
    this.router.go(room === 'photos' ? home : { room, photoId: null });
  }

  openPhoto(id: number): void {
    this.#openedHere = true;
    this.router.go({ photoId: id });
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

  async showInFolder(): Promise<void> {
    const problem = await this.viewer.showInFolder();
    if (problem !== null) this.toasts.error(problem);
  }

  #enter(route: Route): void {
    if (route.text !== this.search.text || this.search.shown === null) this.suggestions.reset(route.text);
    void this.search.show(route.text, route.order, route.weaker);
    if (route.photoId === null && this.viewer.id !== null) this.#leavePhoto();
    void this.viewer.show(route.photoId).then(() => this.#ensureReasons());
    if (route.room === 'problems') void this.failures.load();
    if (route.room === 'folders' || route.room === 'settings') void this.models.load();
    if (route.room === 'settings') void this.librarySettings.load();
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

  #leavePhoto(): void {
    if (this.viewer.index >= 0) this.grid.focus(this.viewer.index);
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
      room === 'problems' ? this.failures.load() : undefined,
      room === 'folders' || room === 'settings' ? this.models.load() : undefined,
    ]);
    this.summaries.expire();
  }
}
