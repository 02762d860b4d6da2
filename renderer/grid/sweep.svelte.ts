/** A rectangle of the content, between the point where it began and the pointer. */
export interface SweepBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What the rectangle is drawn over. Points are those of the content, in pixels. */
export interface SweepArea {
  /** Where a point of the window is in the content. */
  toContent(clientX: number, clientY: number): { x: number; y: number };
  /** How far beyond the edge of the window the pointer is, or how near to it: the speed to scroll with, px a frame. */
  scrollSpeed(clientY: number): number;
  scrollBy(px: number): void;
  onBegin(event: PointerEvent): void;
  onSweep(box: SweepBox): void;
}

/** Shorter moves are a click. */
const MIN_MOVE_PX = 6;

/** Drags a rectangle with the mouse, and scrolls on where it reaches the edge. */
export class Sweep {
  box = $state.raw<SweepBox | null>(null);
  readonly #area: SweepArea;
  #start: { event: PointerEvent; x: number; y: number } | null = null;
  #pointer = { x: 0, y: 0 };
  #frame = 0;

  constructor(area: SweepArea) {
    this.#area = area;
  }

  /** The pointer was pressed where a rectangle may begin. */
  press(event: PointerEvent): void {
    this.#start = { event, ...this.#area.toContent(event.clientX, event.clientY) };
  }

  /** @returns whether a rectangle is being drawn */
  move(event: PointerEvent): boolean {
    if (!this.#start) return false;
    const { clientX, clientY } = this.#start.event;
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (!this.box) {
      if (Math.hypot(event.clientX - clientX, event.clientY - clientY) < MIN_MOVE_PX) return false;
      this.#area.onBegin(this.#start.event);
      this.#frame = requestAnimationFrame(() => this.#scrollOn());
    }
    this.#draw();
    return true;
  }

  /** @returns whether a rectangle was drawn */
  end(): boolean {
    cancelAnimationFrame(this.#frame);
    const wasDrawn = this.box !== null;
    this.#start = null;
    this.box = null;
    return wasDrawn;
  }

  #draw(): void {
    if (!this.#start) return;
    const { x, y } = this.#area.toContent(this.#pointer.x, this.#pointer.y);
    this.box = {
      left: Math.min(x, this.#start.x),
      top: Math.min(y, this.#start.y),
      right: Math.max(x, this.#start.x),
      bottom: Math.max(y, this.#start.y),
    };
    this.#area.onSweep(this.box);
  }

  #scrollOn(): void {
    const px = this.#area.scrollSpeed(this.#pointer.y);
    if (px !== 0) {
      this.#area.scrollBy(px);
      this.#draw();
    }
    this.#frame = requestAnimationFrame(() => this.#scrollOn());
  }
}
