/** Numbers of a print: 48 of lightness, and 8 of each of the two colour channels. */
export const PRINT_SIZE = 64;

const LIGHT_SIDE = 7;
const COLOUR_SIDE = 3;
/** Where the colour channels begin in a print, past the lightness; the constant parts are left out. */
const COLOUR_STARTS = [LIGHT_SIDE ** 2 - 1, LIGHT_SIDE ** 2 - 1 + COLOUR_SIDE ** 2 - 1];
/** Colour says less than lightness, and is kept more coarsely. */
const COLOUR_WEIGHT = 0.5;
/** Of a photo of one colour nothing can be told. */
const FLAT = 0.01;

/**
 * What a ThumbHash (`photo.placeholder`) says of a picture apart from its mean colour, as a vector of length 1 whose dot
 * product with another's is nearly the correlation of the two pictures. The waves of the hash are used as they are, without
 * the pixels (format: evanw/thumbhash, `thumbHashToRGBA`); a wave counts by its energy.
 * @param into `PRINT_SIZE` numbers; all zero where the picture has one colour only
 */
export function readPrint(hash: Uint8Array, into: Float32Array): void {
  into.fill(0);
  const byte = (i: number) => hash[i] ?? 0;
  const first = byte(0) | (byte(1) << 8) | (byte(2) << 16);
  const second = byte(3) | (byte(4) << 8);
  const hasAlpha = first >> 23 === 1;
  const isWide = second >> 15 === 1;
  const longest = hasAlpha ? 5 : LIGHT_SIDE;
  const other = Math.max(3, second & 7);
  let at = (hasAlpha ? 6 : 5) * 2;
  const next = () => {
    const value = (byte(at >> 1) >> ((at & 1) << 2)) & 15;
    at++;
    return value / 7.5 - 1;
  };
  const readWaves = (start: number, side: number, across: number, down: number, scale: number) => {
    for (let y = 0; y < down; y++) {
      for (let x = y > 0 ? 0 : 1; x * down < across * (down - y); x++) {
        const energy = (x > 0 ? Math.SQRT1_2 : 1) * (y > 0 ? Math.SQRT1_2 : 1);
        const value = next() * scale * energy;
        if (x < side && y < side) into[start + y * side + x - 1] = value;
      }
    }
  };
  readWaves(0, LIGHT_SIDE, isWide ? longest : other, isWide ? other : longest, ((first >> 18) & 31) / 31);
  COLOUR_STARTS.forEach((start, i) => {
    const scale = (((second >> (i === 0 ? 3 : 9)) & 63) / 63) * COLOUR_WEIGHT;
    readWaves(start, COLOUR_SIDE, COLOUR_SIDE, COLOUR_SIDE, scale);
  });
  let sum = 0;
  for (const value of into) sum += value * value;
  const length = Math.sqrt(sum);
  for (let i = 0; i < into.length; i++) into[i] = length > FLAT ? (into[i] as number) / length : 0;
}
