import type { Area } from '../../shared/model/area.ts';
import { withinPhoto } from '../../shared/query/similar.ts';

/** What the keyboard begins with: the middle. */
const FIRST: Area = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };
/** Of a press of an arrow key, as a share of the photo. */
const STEP = 0.05;
const LEAST = 0.05;
/** A frame drawn smaller than this was a click. */
const CLICK = 0.02;

/** A place in the photo, as shares of its width and height. */
export interface PhotoPoint {
  x: number;
  y: number;
}

/** The frame that the user draws around a part of the open photo. */
export class PartPicker {
  /** Null while no part is being chosen. */
  area = $state.raw<Area | null>(null);
  #from: PhotoPoint | null = null;
  #before: Area | null = null;

  get isOpen(): boolean {
    return this.area !== null;
  }

  /** Begins with the middle of the photo, or leaves. */
  toggle(): void {
    this.area = this.area ? null : FIRST;
    this.#from = null;
  }

  leave(): void {
    this.area = null;
    this.#from = null;
  }

  /** A corner is put down. */
  start(point: PhotoPoint): void {
    if (!this.area) return;
    this.#before = this.area;
    this.#from = point;
  }

  /** The corner across is drawn; it may be on any side of the first, and outside of the photo. */
  draw({ x, y }: PhotoPoint): void {
    const from = this.#from;
    if (!from) return;
    const area = {
      left: Math.min(from.x, x),
      top: Math.min(from.y, y),
      width: Math.abs(x - from.x),
      height: Math.abs(y - from.y),
    };
    this.area = withinPhoto(area);
  }

  /** The frame is let go; a mere click leaves it as it was. @returns whether a frame was drawn */
  end(): boolean {
    const isDrawn = this.#from !== null && this.area !== null && this.area.width > CLICK && this.area.height > CLICK;
    if (this.#from && !isDrawn) this.area = this.#before;
    this.#from = null;
    return isDrawn;
  }

  /** Moves the frame by steps, within the photo. */
  move(right: number, down: number): void {
    if (!this.area) return;
    const { left, top, width, height } = this.area;
    this.area = {
      left: Math.min(Math.max(left + right * STEP, 0), 1 - width),
      top: Math.min(Math.max(top + down * STEP, 0), 1 - height),
      width,
      height,
    };
  }

  /** Makes it larger or smaller by steps, to the right and down. */
  grow(right: number, down: number): void {
    if (!this.area) return;
    const { left, top, width, height } = this.area;
    this.area = {
      left,
      top,
      width: Math.min(Math.max(width + right * STEP, LEAST), 1 - left),
      height: Math.min(Math.max(height + down * STEP, LEAST), 1 - top),
    };
  }
}
