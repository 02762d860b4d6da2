import type { SearchOrder } from '../../shared/api.ts';

/** The pages of the program. */
export type Room =
  | 'photos'
  | 'explore'
  | 'duplicates'
  | 'unsure'
  | 'taught'
  | 'folders'
  | 'problems'
  | 'settings'
  | 'help';

/** Where the user is: all that Back, a reload and a copied address must bring back. */
export interface Route {
  room: Room;
  /** The search. */
  text: string;
  /** Null: the order that fits the search. */
  order: SearchOrder | null;
  /** Photos that are less likely than a result has to be, instead of the result. */
  weaker: boolean;
  /**
   * In the room for exploring: the label or group whose narrower labels are shown; null is the top. In that of what is
   * taught: the label, or `group:` and the name of the classifier, whose page is open.
   */
  concept: string | null;
  /** The photo that is open. */
  photoId: number | null;
}

/** What the router needs of a browser. */
export interface HistoryPort {
  hash(): string;
  push(hash: string): void;
  replace(hash: string): void;
  back(): void;
  /** @returns stops listening */
  onChange(listener: () => void): () => void;
}

const rooms: readonly Room[] = [
  'photos',
  'explore',
  'duplicates',
  'unsure',
  'taught',
  'folders',
  'problems',
  'settings',
  'help',
];

/** The start page. */
export const home: Route = { room: 'photos', text: '', order: null, weaker: false, concept: null, photoId: null };

/** Address of a route, such as `#/photos?q=cat&photo=12`. */
export function formatHash(route: Route): string {
  const query = new URLSearchParams();
  if (route.text !== '') query.set('q', route.text);
  if (route.order !== null) query.set('order', route.order);
  if (route.weaker) query.set('weaker', '1');
  if (route.concept !== null) query.set('concept', route.concept);
  if (route.photoId !== null) query.set('photo', String(route.photoId));
  const suffix = query.size > 0 ? `?${query}` : '';
  return `#/${route.room}${suffix}`;
}

/** Route of an address; what is not understood counts as not there. */
export function parseHash(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const values = new URLSearchParams(query);
  const order = values.get('order');
  const photoId = Number(values.get('photo'));
  return {
    room: rooms.find((room) => room === path) ?? 'photos',
    text: values.get('q') ?? '',
    order: order === 'date' || order === 'relevance' || order === 'added' ? order : null,
    weaker: values.get('weaker') === '1',
    concept: values.get('concept') || null,
    photoId: Number.isSafeInteger(photoId) && photoId > 0 ? photoId : null,
  };
}

/** Holds the route and keeps the address in step, so that Back works everywhere. */
export class Router {
  route = $state.raw<Route>(home);
  readonly #history: HistoryPort;
  readonly #onRoute: (route: Route) => void;

  /** @param onRoute is told of every change, whoever made it */
  constructor(history: HistoryPort, onRoute: (route: Route) => void) {
    this.#history = history;
    this.#onRoute = onRoute;
  }

  /** Takes over the address and follows it. @returns stops following */
  start(): () => void {
    this.#show(parseHash(this.#history.hash()));
    return this.#history.onChange(() => this.#show(parseHash(this.#history.hash())));
  }

  /** Goes somewhere; what is not named stays. `replace` leaves no step for Back. */
  go(change: Partial<Route>, how: 'push' | 'replace' = 'push'): void {
    const next = { ...this.route, ...change };
    const hash = formatHash(next);
    if (hash !== formatHash(this.route)) this.#history[how](hash);
    this.#show(next);
  }

  back(): void {
    this.#history.back();
  }

  #show(route: Route): void {
    this.route = route;
    this.#onRoute(route);
  }
}
