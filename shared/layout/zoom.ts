/** Room and picture: the room in CSS pixels, the picture in its own. */
export interface ZoomGeometry {
  roomWidth: number;
  roomHeight: number;
  photoWidth: number;
  photoHeight: number;
}

/**
 * How a picture is seen: `scale` 1 is as large as the room allows; `x` and `y` are CSS pixels from the middle of the room
 * to the middle of the picture.
 */
export interface ZoomView {
  scale: number;
  x: number;
  y: number;
}

/** CSS pixels from the middle of the room. */
export interface ZoomPoint {
  x: number;
  y: number;
}

/** The whole picture. */
export const wholeView: Readonly<ZoomView> = { scale: 1, x: 0, y: 0 };

/** Every picture can be made so many times larger than the room, */
const LEAST_RANGE = 4;
/** and every pixel of it so many CSS pixels large. */
const MAX_PIXEL = 2;
/** Where real size is hardly larger than the whole picture, a double click goes here. */
const LEAST_STEP = 2;
const ALMOST = 1.001;

/** CSS pixels that a pixel of the photo takes when the whole picture is seen. */
export function fitScale({ roomWidth, roomHeight, photoWidth, photoHeight }: ZoomGeometry): number {
  if (photoWidth <= 0 || photoHeight <= 0) return 1;
  return Math.max(Math.min(roomWidth / photoWidth, roomHeight / photoHeight), Number.MIN_VALUE);
}

/** Largest `scale` that is allowed. */
export function maxScale(geometry: ZoomGeometry): number {
  return Math.max(LEAST_RANGE, MAX_PIXEL / fitScale(geometry));
}

export function isZoomed({ scale }: ZoomView): boolean {
  return scale > ALMOST;
}

/** Brings a view within its limits: no smaller than the room allows, and no gap beside what is larger than the room. */
export function clampView(view: ZoomView, geometry: ZoomGeometry): ZoomView {
  const scale = Math.min(Math.max(view.scale, 1), maxScale(geometry));
  const fit = fitScale(geometry) * scale;
  const clampTo = (value: number, photo: number, room: number) => {
    const limit = Math.max(0, (photo * fit - room) / 2);
    return limit === 0 ? 0 : Math.min(Math.max(value, -limit), limit);
  };
  return {
    scale,
    x: clampTo(view.x, geometry.photoWidth, geometry.roomWidth),
    y: clampTo(view.y, geometry.photoHeight, geometry.roomHeight),
  };
}

/** Zooms by a factor; what is under the point stays there, as far as the limits allow. */
export function zoomAt(view: ZoomView, geometry: ZoomGeometry, factor: number, point: ZoomPoint): ZoomView {
  const scale = Math.min(Math.max(view.scale * factor, 1), maxScale(geometry));
  const change = scale / view.scale;
  return clampView(
    { scale, x: point.x - (point.x - view.x) * change, y: point.y - (point.y - view.y) * change },
    geometry,
  );
}

/** Moves the picture by CSS pixels. */
export function panBy(view: ZoomView, geometry: ZoomGeometry, x: number, y: number): ZoomView {
  return clampView({ ...view, x: view.x + x, y: view.y + y }, geometry);
}

/** From the whole picture to its real size (a pixel of the photo is a CSS pixel), or twice as large, and back. */
export function toggleView(view: ZoomView, geometry: ZoomGeometry, point: ZoomPoint): ZoomView {
  if (isZoomed(view)) return { ...wholeView };
  return zoomAt(view, geometry, Math.max(1 / fitScale(geometry), LEAST_STEP), point);
}
