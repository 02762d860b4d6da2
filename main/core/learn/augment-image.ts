import sharp, { type Sharp } from 'sharp';
import type { AugmentationKind } from '../../../shared/model/taught.ts';
import type { RgbImage } from '../../../shared/workers.ts';

const TURN_DEGREES = 12;
/** Of each side, what a crop keeps. */
const CROP_SHARE = 0.75;
const BRIGHTNESS = 1.35;
/** Cut off besides: there pixels are mixed with what is empty. */
const EDGE_SHARE = 0.04;

/**
 * A changed copy of a picture as the network takes it: mirrored, turned, its middle enlarged, or brighter. What a turn
 * leaves empty is cut off. Size and proportions stay.
 */
export async function augmentImage(image: RgbImage, kind: AugmentationKind): Promise<RgbImage> {
  const { width, height } = image;
  const picture = () => sharp(image.data, { raw: { width, height, channels: 3 } });
  const centre = (share: number, of = { width, height }) => {
    const [w, h] = [Math.max(1, Math.round(width * share)), Math.max(1, Math.round(height * share))];
    return { left: Math.floor((of.width - w) / 2), top: Math.floor((of.height - h) / 2), width: w, height: h };
  };
  switch (kind) {
    case 'flip':
      return toImage(picture().flop(), image);
    case 'brightness':
      return toImage(picture().modulate({ brightness: BRIGHTNESS }), image);
    case 'crop':
      return toImage(picture().extract(centre(CROP_SHARE)).resize(width, height, { fit: 'fill' }), image);
    case 'rotate': {
      const turned = await picture().rotate(TURN_DEGREES).raw().toBuffer({ resolveWithObject: true });
      const { width: w, height: h } = turned.info;
      const inside = sharp(turned.data, { raw: { width: w, height: h, channels: 3 } })
        .extract(centre(shareInside(width, height), { width: w, height: h }))
        .resize(width, height, { fit: 'fill' });
      return toImage(inside, image);
    }
  }
}

/** How much smaller a rectangle of the same proportions has to be to lie wholly within the turned one. */
function shareInside(width: number, height: number): number {
  const angle = (TURN_DEGREES * Math.PI) / 180;
  const ratio = Math.max(width / height, height / width);
  return (1 - EDGE_SHARE) / (Math.cos(angle) + ratio * Math.sin(angle));
}

async function toImage(picture: Sharp, { width, height }: RgbImage): Promise<RgbImage> {
  return { width, height, data: await picture.raw().toBuffer() };
}
