import type { HeatMap } from '../model/area.ts';

/** Viridis at nine places: the same order of brightness for everybody, dark to bright without red against green. */
const COLOURS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];
/** The photo shines through, less where it is strong. */
const OPACITY = { least: 0.5, most: 0.66 };

/** The colours as CSS, from weak to strong, for a legend. */
export const heatGradient = `linear-gradient(to right, ${COLOURS.map((colour) => `rgb(${colour.join(' ')})`).join(', ')})`;

/** The value of a map at a place in shares (0..1) of its frame, between the middles of cells in proportion. */
export function heatAt({ columns, rows, values }: HeatMap, x: number, y: number): number {
  const column = Math.min(Math.max(x * columns - 0.5, 0), columns - 1);
  const row = Math.min(Math.max(y * rows - 0.5, 0), rows - 1);
  const left = Math.floor(column);
  const top = Math.floor(row);
  const value = (r: number, c: number) => values[Math.min(r, rows - 1) * columns + Math.min(c, columns - 1)] ?? 0;
  const across = (r: number) => value(r, left) * (1 - (column - left)) + value(r, left + 1) * (column - left);
  return across(top) * (1 - (row - top)) + across(top + 1) * (row - top);
}

/** Paints a map smoothly. @returns RGBA, 8 bit, row by row, `width` x `height` pixels */
export function paintHeat(map: HeatMap, width: number, height: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const value = heatAt(map, (x + 0.5) / width, (y + 0.5) / height);
      pixels.set(colourOf(value), at);
      pixels[at + 3] = 255 * (OPACITY.least + (OPACITY.most - OPACITY.least) * value);
    }
  }
  return pixels;
}

function colourOf(value: number): [number, number, number] {
  const place = Math.min(Math.max(value, 0), 1) * (COLOURS.length - 1);
  const from = COLOURS[Math.floor(place)] ?? [0, 0, 0];
  const to = COLOURS[Math.ceil(place)] ?? from;
  const share = place - Math.floor(place);
  return [0, 1, 2].map((i) => (from[i] ?? 0) * (1 - share) + (to[i] ?? 0) * share) as [number, number, number];
}

/** Thirds of a photo. */
export type Third = 'start' | 'middle' | 'end';

/** Where in the photo a map is strongest; null where it is strong nowhere. */
export function strongestPlace({ columns, values, rows, frame }: HeatMap): { across: Third; down: Third } | null {
  const strongest = Math.max(...values);
  if (!(strongest > 0)) return null;
  const cell = values.indexOf(strongest);
  const x = frame.left + (((cell % columns) + 0.5) / columns) * frame.width;
  const y = frame.top + ((Math.floor(cell / columns) + 0.5) / rows) * frame.height;
  return { across: thirdOf(x), down: thirdOf(y) };
}

function thirdOf(share: number): Third {
  if (share < 1 / 3) return 'start';
  return share > 2 / 3 ? 'end' : 'middle';
}
