import {
  clampView,
  fitScale,
  isZoomed,
  panBy,
  toggleView,
  wholeView,
  type ZoomGeometry,
  type ZoomPoint,
  type ZoomView,
  zoomAt,
} from '../../shared/layout/zoom.ts';

/** Of a press of a key or button. */
const STEP = 1.5;
/** Share of the room that an arrow key moves the picture by. */
const PAN_SHARE = 0.15;
/** Pixels of the long side of a preview. */
const PREVIEW_LONG_SIDE = 2048;
const middle: ZoomPoint = { x: 0, y: 0 };

/** How close the open photo is looked at, and which part of it. */
export class ZoomState {
  #room = $state.raw({ width: 0, height: 0 });
  #photo = $state.raw({ width: 0, height: 0 });
  view = $state.raw<ZoomView>({ ...wholeView });
  /** Device pixels in a CSS pixel. */
  readonly #density: () => number;
  /** Whether the photo itself is wanted; it stays so, for zooming out and in again must not blink. */
  wantsFull = $state(false);

  constructor(density: () => number = () => 1) {
    this.#density = density;
  }

  get #geometry(): ZoomGeometry {
    return {
      roomWidth: this.#room.width,
      roomHeight: this.#room.height,
      photoWidth: this.#photo.width,
      photoHeight: this.#photo.height,
    };
  }

  get isZoomed(): boolean {
    return isZoomed(this.view);
  }

  /** Size of the picture in CSS pixels while it is seen whole. */
  get size(): { width: number; height: number } {
    const fit = fitScale(this.#geometry);
    return { width: this.#photo.width * fit, height: this.#photo.height * fit };
  }

  /** Real size is 1. */
  get magnification(): number {
    return this.view.scale * fitScale(this.#geometry);
  }

  /** Whether a preview has too few pixels for what is shown now. */
  get needsFull(): boolean {
    const long = Math.max(this.#photo.width, this.#photo.height);
    return this.isZoomed && long > PREVIEW_LONG_SIDE && long * this.magnification * this.#density() > PREVIEW_LONG_SIDE;
  }

  /** The room in CSS pixels; what is seen stays within its limits. */
  setRoom(width: number, height: number): void {
    this.#room = { width, height };
    this.#look(clampView(this.view, this.#geometry));
  }

  /** Another photo, in its own pixels; it is seen whole. */
  show(width: number, height: number): void {
    this.#photo = { width, height };
    this.wantsFull = false;
    this.reset();
  }

  /** The size of the same photo is known better now. */
  setPhoto(width: number, height: number): void {
    this.#photo = { width, height };
    this.#look(clampView(this.view, this.#geometry));
  }

  reset(): void {
    this.view = { ...wholeView };
  }

  /** @param point from the middle of the room, in CSS pixels */
  zoomAt(factor: number, point: ZoomPoint): void {
    this.#look(zoomAt(this.view, this.#geometry, factor, point));
  }

  zoomIn(): void {
    this.zoomAt(STEP, middle);
  }

  zoomOut(): void {
    this.zoomAt(1 / STEP, middle);
  }

  /** @param point from the middle of the room, in CSS pixels */
  toggle(point: ZoomPoint = middle): void {
    this.#look(toggleView(this.view, this.#geometry, point));
  }

  /** Moves the picture by CSS pixels. */
  pan(x: number, y: number): void {
    this.#look(panBy(this.view, this.#geometry, x, y));
  }

  #look(view: ZoomView): void {
    this.view = view;
    this.wantsFull ||= this.needsFull;
  }

  /** Looks further to one side: 1 is right or down, -1 left or up. */
  look(right: number, down: number): void {
    this.pan(-right * this.#room.width * PAN_SHARE, -down * this.#room.height * PAN_SHARE);
  }
}
