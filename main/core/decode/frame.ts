import sharp from 'sharp';
import type { Area } from '../../../shared/model/area.ts';
import type { PackInput, WholeFrame } from '../../../shared/model/pack.ts';
import type { RgbImage } from '../../../shared/workers.ts';
import { toRgb } from './sample.ts';

const kernels = { bicubic: 'cubic', bilinear: 'linear' } as const;

/** A part of the sample, and the size that it is brought to. */
export interface FrameCut {
  left: number;
  top: number;
  width: number;
  height: number;
  frameWidth: number;
  frameHeight: number;
}

/** Which part of a picture the network gets to see, and at which size. */
export function planFrame(size: { width: number; height: number }, input: PackInput): FrameCut {
  return input.wholeFrame ? planWholeFrame(size, input.wholeFrame) : planCentre(size, input);
}

/** Cuts the network's picture out of the sample. The bytes have a buffer of their own, so that they can be transferred. */
export async function cutFrame(sample: RgbImage, input: PackInput): Promise<RgbImage> {
  const cut = planFrame(sample, input);
  const frame = await toRgb(
    sharp(sample.data, { raw: { width: sample.width, height: sample.height, channels: 3 } })
      .extract(cut)
      .resize(cut.frameWidth, cut.frameHeight, { fit: 'fill', kernel: kernels[input.resample] }),
  );
  return { width: frame.width, height: frame.height, data: new Uint8Array(frame.data) };
}

/** A part of a picture; at least one pixel of it. */
export async function cutPart(picture: RgbImage, part: Area): Promise<RgbImage> {
  const cut = (start: number, share: number, pixels: number): [number, number] => {
    const from = Math.min(Math.max(Math.round(start * pixels), 0), pixels - 1);
    return [from, Math.min(Math.max(Math.round(share * pixels), 1), pixels - from)];
  };
  const [left, width] = cut(part.left, part.width, picture.width);
  const [top, height] = cut(part.top, part.height, picture.height);
  return toRgb(
    sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } }).extract({
      left,
      top,
      width,
      height,
    }),
  );
}

/** The centre square of side `centreCrop * short side`. */
function planCentre({ width, height }: { width: number; height: number }, input: PackInput): FrameCut {
  const side = Math.max(1, Math.round(input.centreCrop * Math.min(width, height)));
  return {
    ...centred(width, height, side, side),
    frameWidth: input.width,
    frameHeight: input.height,
  };
}

/**
 * The whole picture in the shape nearest to its own (by the ratio of the ratios); what it has more than that shape is cut
 * off evenly at both ends. A few shapes only: a network runs much slower when every picture brings another.
 */
export function planWholeFrame(
  { width, height }: { width: number; height: number },
  { shortSide, longSides }: WholeFrame,
): FrameCut {
  const isUpright = height > width;
  const ratio = Math.max(width, height) / Math.min(width, height);
  const distance = (longSide: number) => Math.abs(Math.log((ratio * shortSide) / longSide));
  const longSide = longSides.reduce(
    (best, one) => (distance(one) < distance(best) ? one : best),
    longSides[0] ?? shortSide,
  );
  const [frameWidth, frameHeight] = isUpright ? [shortSide, longSide] : [longSide, shortSide];
  const scale = Math.min(width / frameWidth, height / frameHeight);
  const cutWidth = Math.min(width, Math.max(1, Math.round(frameWidth * scale)));
  const cutHeight = Math.min(height, Math.max(1, Math.round(frameHeight * scale)));
  return { ...centred(width, height, cutWidth, cutHeight), frameWidth, frameHeight };
}

function centred(width: number, height: number, cutWidth: number, cutHeight: number) {
  return {
    left: Math.floor((width - cutWidth) / 2),
    top: Math.floor((height - cutHeight) / 2),
    width: cutWidth,
    height: cutHeight,
  };
}
