import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { sharedPhotos } from '../shared-photos.ts';
import { samplesFolder } from '../support/library.ts';
import { claimRestarts, makeDirectory, tiffStart } from '../support/picture-bytes.ts';

/** A picture that is changed, and the end of its name. */
export interface Seed {
  suffix: string;
  bytes: Buffer;
}

const SMALL_BYTES = 60_000;

/** Small pictures of every format that is decoded, with metadata, and the small ones of cameras where they are there. */
export async function makeSeeds(): Promise<Seed[]> {
  const picture = () => sharp(join(samplesFolder, 'chelsea.png')).resize(96, 64);
  const first = await picture().png().toBuffer();
  const second = await picture().negate().png().toBuffer();
  const animated = () => sharp([first, second], { join: { animated: true } });
  const described = () =>
    picture()
      .withIccProfile('p3')
      .withExif({
        IFD0: { Make: 'Canon', Model: 'EOS', DateTime: '2020:01:02 03:04:05', Orientation: '6' },
        IFD2: { DateTimeOriginal: '2019:05:06 07:08:09', FNumber: '28/10', LensModel: 'RF50mm' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '43/1 28/1 2/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '11/1 53/1 6/1',
        },
      })
      .withXmp(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>',
      );
  const made: [suffix: string, encode: () => Sharp][] = [
    ['jpg', () => described().jpeg()],
    ['jpg', () => picture().jpeg({ progressive: true })],
    ['jpg', () => picture().toColourspace('cmyk').jpeg()],
    ['png', () => described().png()],
    ['png', () => picture().toColourspace('rgb16').png({ progressive: true })],
    ['png', () => picture().png({ palette: true })],
    ['gif', () => animated().gif()],
    ['webp', () => described().webp()],
    ['webp', () => animated().webp({ lossless: true })],
    ['tif', () => described().tiff({ compression: 'lzw' })],
    ['tif', () => picture().tiff({ compression: 'jpeg', tile: true, tileWidth: 32, tileHeight: 32 })],
    ['tif', () => picture().toColourspace('rgb16').tiff({ compression: 'deflate', predictor: 'horizontal' })],
    ['avif', () => described().avif({ effort: 0 })],
  ];
  const seeds: Seed[] = await Promise.all(
    made.map(async ([suffix, encode]) => ({ suffix, bytes: await encode().toBuffer() })),
  );
  const [jpeg] = seeds;
  if (jpeg) {
    seeds.push({ suffix: 'jpg', bytes: claimRestarts(jpeg.bytes, 96, 64, jpeg.bytes.subarray(-2_000)) });
    seeds.push({ suffix: 'dng', bytes: makeDng(jpeg.bytes) });
  }
  return [...seeds, ...readSmallPhotos()];
}

/** The smallest raw file that is honest: a DNG whose one directory holds nothing but the camera's JPEG preview. */
function makeDng(preview: Buffer): Buffer {
  const fields = 10;
  const at = tiffStart.length + 2 + fields * 12 + 4;
  const directory = makeDirectory([
    [254, 4, 1, 1],
    [256, 4, 1, 96],
    [257, 4, 1, 64],
    [259, 3, 1, 7],
    [262, 3, 1, 6],
    [273, 4, 1, at],
    [274, 3, 1, 6],
    [278, 4, 1, 64],
    [279, 4, 1, preview.length],
    [50706, 1, 4, 0x00000401],
  ]);
  return Buffer.concat([tiffStart, directory, preview]);
}

/** The small photos of cameras that are kept beside the project; none on a machine without them. */
function readSmallPhotos(): Seed[] {
  if (sharedPhotos === null) return [];
  const folder = join(sharedPhotos, 'camera');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:jpe?g|tiff?|hei[cf])$/iu.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size <= SMALL_BYTES || path.endsWith('.heif'))
    .filter((path) => statSync(path).size <= 10 * SMALL_BYTES)
    .map((path) => ({ suffix: path.slice(path.lastIndexOf('.') + 1), bytes: readFileSync(path) }));
}
