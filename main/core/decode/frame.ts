import sharp from 'sharp';
import type { PackInput } from '../../../shared/model/pack.ts';
import type { RgbImage } from '../../../shared/workers.ts';
import { toRgb } from './sample.ts';

const kernels = { bicubic: 'cubic', bilinear: 'linear' } as const;

/**
 * Cuts the network's picture out of the sample: the centre square of side `centreCrop * short side`, resampled to
 * `input.width x input.height`. The bytes have a buffer of their own, so that they can be transferred.
 */
export async function cutFrame(sample: RgbImage, input: PackInput): Promise<RgbImage> {
  const side = Math.max(1, Math.round(input.centreCrop * Math.min(sample.width, sample.height)));
  const left = Math.floor((sample.width - side) / 2);
  const top = Math.floor((sample.height - side) / 2);
  const frame = await toRgb(
    sharp(sample.data, { raw: { width: sample.width, height: sample.height, channels: 3 } })
      .extract({ left, top, width: side, height: side })
      .resize(input.width, input.height, { fit: 'fill', kernel: kernels[input.resample] }),
  );
  return { width: frame.width, height: frame.height, data: Uint8Array.from(frame.data) };
}
