/** What runs in the page while the interface is measured: each function is sent there by itself and can use nothing else. */

/** Moments since the navigation, in ms; set by `watchStart`. */
export interface StartMoments {
  firstTile?: number;
  firstPicture?: number;
}

declare global {
  interface Window {
    benchStart: StartMoments;
    /** Moments of the keys that were pressed, and of the answers to them. */
    benchKeys: { pressed: number; answered: number | null }[];
    benchLongTasks: number[];
  }
}

/** Notes when the first photo's place is there, and when its picture is. */
export function watchStart(): void {
  window.benchStart = {};
  window.benchLongTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.benchLongTasks.push(duration);
  }).observe({ type: 'longtask' });
  const observer = new MutationObserver(() => {
    if (!document.querySelector('a[data-id]')) return;
    window.benchStart.firstTile ??= performance.now();
    observer.disconnect();
  });
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener(
    'load',
    ({ target }) => {
      if (target instanceof HTMLImageElement && target.closest('a[data-id]')) {
        window.benchStart.firstPicture ??= performance.now();
      }
    },
    true,
  );
}

/** @returns whether there is anything to scroll */
export function hasGrid(): boolean {
  return document.querySelector('.scroller a[data-id]') !== null;
}

/** @returns whether the picture of a photo is there */
export function hasPicture(): boolean {
  return [...document.querySelectorAll<HTMLImageElement>('.scroller a[data-id] img')].some(
    (image) => image.complete && image.naturalWidth > 0,
  );
}

/**
 * Flings through the grid: pushes that run out, one after the other.
 * @param direction 1 down, -1 up
 * @returns ms from frame to frame, and of tasks longer than 50 ms
 */
export function fling({ seconds, direction }: { seconds: number; direction: number }) {
  const PUSH_MS = 1250;
  const START_PX_PER_S = 30_000;
  const FADE_MS = 500;
  return new Promise<{ frames: number[]; longTasks: number[]; px: number }>((done) => {
    const scroller = document.querySelector<HTMLElement>('.scroller');
    const frames: number[] = [];
    window.benchLongTasks = [];
    let px = 0;
    let last = performance.now();
    const end = last + seconds * 1000;
    const step = (now: number) => {
      const ms = Math.max(0, now - last);
      last = now;
      frames.push(ms);
      const speed = START_PX_PER_S * Math.exp(-(now % PUSH_MS) / FADE_MS);
      const move = Math.round((Math.min(ms, 100) / 1000) * speed);
      px += move;
      if (scroller) scroller.scrollTop += direction * move;
      if (now < end) requestAnimationFrame(step);
      else done({ frames: frames.slice(1), longTasks: window.benchLongTasks, px });
    };
    requestAnimationFrame(step);
  });
}

/** @returns ms from frame to frame */
export function countFrames(seconds: number) {
  return new Promise<number[]>((done) => {
    const frames: number[] = [];
    let last = performance.now();
    const end = last + seconds * 1000;
    const step = (now: number) => {
      frames.push(Math.max(0, now - last));
      last = now;
      if (now < end) requestAnimationFrame(step);
      else done(frames.slice(1));
    };
    requestAnimationFrame(step);
  });
}

/**
 * From now on, notes of each key when something that answers it was changed.
 * @param selector what holds the answers
 */
export function watchKeys(selector: string): void {
  window.benchKeys = [];
  document.addEventListener(
    'keydown',
    (event) => window.benchKeys.push({ pressed: event.timeStamp, answered: null }),
    true,
  );
  const within = (node: Node) => (node instanceof Element ? node : node.parentElement)?.closest(selector);
  new MutationObserver((changes) => {
    const last = window.benchKeys.at(-1);
    if (!last || last.answered !== null) return;
    const isAnswer = changes.some((change) => within(change.target) || [...change.addedNodes].some(within));
    if (isAnswer) last.answered = performance.now();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}

/** Goes to the last photo. @returns ms until it is there */
export function jumpToEnd(total: number): Promise<number> {
  return new Promise((done) => {
    const started = performance.now();
    const tile = document.querySelector<HTMLElement>('a[data-id][tabindex="0"]');
    tile?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true, cancelable: true }));
    const look = () => {
      if (document.querySelector(`[aria-posinset="${total}"]`)) done(performance.now() - started);
      else requestAnimationFrame(look);
    };
    look();
  });
}
