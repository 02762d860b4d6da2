import type { ZoomPoint } from '../../shared/layout/zoom.ts';
import type { ZoomState } from '../state/zoom.svelte.ts';

/** A finger that goes so far to the side, while the whole photo is seen, turns the page. */
const SWIPE_PX = 60;
/** Two taps within this time and distance are a double tap. */
const DOUBLE_MS = 300;
const DOUBLE_PX = 30;
/** A finger or pointer that stays within this distance has not moved. */
const STILL_PX = 8;
/** A pixel of a wheel changes the size by this power of e; a pinch on a touch pad comes as a wheel of few pixels. */
const PER_WHEEL_PX = 0.0015;
const PER_PINCH_PX = 0.01;
const LINE_PX = 16;

/**
 * Lets a wheel, fingers and a pointer zoom and move what is in an element.
 * @param onSwipe 1 is to the photo after, -1 to the one before
 */
export function gestures(zoom: ZoomState, onSwipe: (direction: 1 | -1) => void) {
  return (node: HTMLElement): (() => void) => {
    const stop = new AbortController();
    const fingers = new Map<number, { x: number; y: number }>();
    let start: { x: number; y: number } | null = null;
    let lastTap: { x: number; y: number; atMs: number } | null = null;
    let wasPinched = false;

    const pointOf = ({ x, y }: { x: number; y: number }): ZoomPoint => {
      const box = node.getBoundingClientRect();
      return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
    };
    const spread = () => {
      const [a, b] = [...fingers.values()];
      return a && b
        ? { distance: Math.hypot(a.x - b.x, a.y - b.y), middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } }
        : null;
    };

    function onwheel(event: WheelEvent): void {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX);
      zoom.zoomAt(Math.exp(-pixels * (event.ctrlKey ? PER_PINCH_PX : PER_WHEEL_PX)), pointOf(event));
    }

    function onpointerdown(event: PointerEvent): void {
      if (event.button !== 0) return;
      node.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      wasPinched = fingers.size > 1;
      start = { x: event.clientX, y: event.clientY };
    }

    function onpointermove(event: PointerEvent): void {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const spreadBefore = spread();
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const spreadNow = spread();
      if (spreadBefore && spreadNow && spreadBefore.distance > 0) {
        zoom.zoomAt(spreadNow.distance / spreadBefore.distance, pointOf(spreadBefore.middle));
        zoom.pan(spreadNow.middle.x - spreadBefore.middle.x, spreadNow.middle.y - spreadBefore.middle.y);
      } else if (zoom.isZoomed) zoom.pan(event.clientX - before.x, event.clientY - before.y);
    }

    function onpointerup(event: PointerEvent): void {
      if (!fingers.delete(event.pointerId) || fingers.size > 0 || !start) return;
      const x = event.clientX - start.x;
      const y = event.clientY - start.y;
      start = null;
      if (wasPinched) return;
      if (Math.hypot(x, y) <= STILL_PX) tap(event);
      else if (
        event.pointerType !== 'mouse' &&
        !zoom.isZoomed &&
        Math.abs(x) > SWIPE_PX &&
        Math.abs(x) > 2 * Math.abs(y)
      ) {
        onSwipe(x > 0 ? -1 : 1);
      }
    }

    function tap({ clientX: x, clientY: y, timeStamp: atMs }: PointerEvent): void {
      const isDouble =
        lastTap && atMs - lastTap.atMs < DOUBLE_MS && Math.hypot(x - lastTap.x, y - lastTap.y) < DOUBLE_PX;
      lastTap = isDouble ? null : { x, y, atMs };
      if (isDouble) zoom.toggle(pointOf({ x, y }));
    }

    function onpointercancel(event: PointerEvent): void {
      fingers.delete(event.pointerId);
      start = null;
    }

    const { signal } = stop;
    node.addEventListener('wheel', onwheel, { signal, passive: false });
    node.addEventListener('pointerdown', onpointerdown, { signal });
    node.addEventListener('pointermove', onpointermove, { signal });
    node.addEventListener('pointerup', onpointerup, { signal });
    node.addEventListener('pointercancel', onpointercancel, { signal });
    return () => stop.abort();
  };
}
