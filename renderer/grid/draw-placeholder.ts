import { thumbHashToRGBA } from 'thumbhash';
import { decodeBase64 } from '../../shared/packed-numbers.ts';

/**
 * Draws what is shown before a thumbnail is there. On a canvas, for that is there at once: an image, even of a data
 * address, is decoded later, and the tile would blink.
 * @param placeholder a ThumbHash in base64
 */
export function drawPlaceholder(canvas: HTMLCanvasElement, placeholder: string): void {
  const { w, h, rgba } = thumbHashToRGBA(decodeBase64(placeholder));
  canvas.width = w;
  canvas.height = h;
  // Read frequently: so small a picture is not worth a layer of the graphics card.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.putImageData(new ImageData(Uint8ClampedArray.from(rgba), w, h), 0, 0);
}
