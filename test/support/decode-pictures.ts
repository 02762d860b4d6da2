import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { onTestFinished } from 'vitest';
import { createDecodeService, type DecodeService } from '../../main/core/decode/decode-service.ts';
import type { PackInput } from '../../shared/model/pack.ts';
import type { DecodedPhoto, DecodeResponse, RgbImage } from '../../shared/workers.ts';

/** What the starter model asks for. */
export const packInput: PackInput = {
  name: 'input',
  width: 260,
  height: 260,
  mean: [128, 128, 128],
  scale: [128, 128, 128],
  centreCrop: 0.8904109589,
  resample: 'bicubic',
  freeSize: true,
};

export type Rgb = readonly [red: number, green: number, blue: number];

/** Left to right, then below: so that each turn and mirroring of a picture looks different. */
export const quarters: readonly [Rgb, Rgb, Rgb, Rgb] = [
  [220, 30, 30],
  [30, 200, 30],
  [30, 30, 220],
  [230, 220, 40],
];

/** A picture of four coloured quarters. */
export function quartered(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const quarter = quarters[(y * 2 < height ? 0 : 2) + (x * 2 < width ? 0 : 1)] ?? quarters[0];
      data.set(quarter, (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Colours in the middle of the four quarters. */
export function quarterColours(image: RgbImage): Rgb[] {
  return [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => pixelAt(image, x, y)));
}

/** @param x @param y shares of width and height */
export function pixelAt({ width, height, data }: RgbImage, x: number, y: number): Rgb {
  const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
  return [data[at] ?? -1, data[at + 1] ?? -1, data[at + 2] ?? -1];
}

/** The largest difference of a channel. */
export function difference(a: Rgb, b: Rgb): number {
  return Math.max(...a.map((value, channel) => Math.abs(value - (b[channel] ?? 0))));
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bowerbird-decode-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function openService(): DecodeService {
  const service = createDecodeService();
  onTestFinished(() => service.close());
  return service;
}

/** Takes a file through both steps. */
export async function decodeFile(path: string, thumbnailPath?: string): Promise<DecodeResponse | null> {
  const service = openService();
  const identified = await service.handle({ kind: 'identify', job: 1, path });
  if (identified?.kind !== 'identified') return identified;
  const target = thumbnailPath ?? join(await temporaryFolder(), 'thumbnail.webp');
  return service.handle({ kind: 'decode', job: 1, input: packInput, thumbnailPath: target });
}

/** @throws Error where the file does not decode */
export async function decodePhoto(path: string, thumbnailPath?: string): Promise<DecodedPhoto> {
  const response = await decodeFile(path, thumbnailPath);
  if (response?.kind !== 'decoded') throw new Error(`${path}: ${JSON.stringify(response)}`);
  return response.photo;
}

/** Writes bytes to a file of a temporary folder and takes it through both steps. */
export async function decodeBytes(bytes: Uint8Array, name = 'photo.jpg'): Promise<DecodeResponse | null> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return decodeFile(path);
}

/** @throws Error where the bytes do not decode */
export async function decodePhotoBytes(bytes: Uint8Array, name?: string): Promise<DecodedPhoto> {
  const response = await decodeBytes(bytes, name);
  if (response?.kind !== 'decoded') throw new Error(JSON.stringify(response));
  return response.photo;
}
