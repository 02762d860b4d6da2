import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const root = resolve(import.meta.dirname, '..');
const sharedPhotos = resolve(root, '..', 'shared', 'photos', 'imagenet');
const samples = join(root, 'assets', 'samples');

const WIDTH = 4_000;
const HEIGHT = 3_000;
/** Spread of the noise that is laid over enlarged pictures, so that they compress like photos: about 3.5 MB each. */
const NOISE = 24;

/** Pictures that are really different; further files repeat them with other bytes behind the picture's end. */
const DIFFERENT = 24;

/**
 * A folder of 12-megapixel JPEGs of different content hash, enlarged from the shared photos or, without those, from the
 * samples. It is made once and kept in `.cache/`.
 */
export async function makeLargePhotos(count: number): Promise<string> {
  const folder = join(root, '.cache', 'bench', `${WIDTH}x${HEIGHT}`, String(count));
  mkdirSync(folder, { recursive: true });
  const pathOf = (i: number) => join(folder, `IMG_${String(i).padStart(5, '0')}.jpg`);
  const sourceFolder = existsSync(sharedPhotos) ? sharedPhotos : samples;
  const sources = readdirSync(sourceFolder)
    .filter((name) => /\.(jpe?g|png)$/iu.test(name))
    .sort();
  const noise = makeNoise(20_261_122);
  for (let i = 0; i < count; i++) {
    if (existsSync(pathOf(i))) continue;
    if (i >= DIFFERENT) {
      writeFileSync(pathOf(i), Buffer.concat([readFileSync(pathOf(i % DIFFERENT)), Buffer.from(`copy ${i}`)]));
      continue;
    }
    await sharp(join(sourceFolder, sources[i % sources.length] ?? ''))
      .resize(WIDTH, HEIGHT, { fit: 'cover', kernel: 'cubic' })
      .removeAlpha()
      .composite([{ input: noise, raw: { width: WIDTH, height: HEIGHT, channels: 3 }, blend: 'soft-light' }])
      .jpeg({ quality: 92 })
      .withExif({
        IFD0: { Make: 'Bench', Model: 'Twelve' },
        IFD2: { DateTimeOriginal: `2026:01:01 00:00:${String(i % 60).padStart(2, '0')}` },
      })
      .toFile(pathOf(i));
  }
  return folder;
}

/** A folder of JPEGs of 320 x 240 pixels of different content hash; kept like the large ones. */
export async function makeSmallPhotos(count: number): Promise<string> {
  const folder = join(root, '.cache', 'bench', '320x240', String(count));
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(samples).filter((name) => /\.(jpe?g|png)$/iu.test(name));
  const pictures = await Promise.all(
    names
      .sort()
      .map((name) =>
        sharp(join(samples, name)).resize(320, 240, { fit: 'cover' }).removeAlpha().jpeg({ quality: 90 }).toBuffer(),
      ),
  );
  for (let i = 0; i < count; i++) {
    const path = join(folder, `IMG_${String(i).padStart(6, '0')}.jpg`);
    const picture = pictures[i % pictures.length] ?? Buffer.alloc(0);
    if (!existsSync(path)) writeFileSync(path, Buffer.concat([picture, Buffer.from(`copy ${i}`)]));
  }
  return folder;
}

/** Grey noise around the middle, the same for the same seed (a linear congruential generator, Numerical Recipes' constants). */
function makeNoise(seed: number): Buffer {
  const noise = Buffer.alloc(WIDTH * HEIGHT * 3);
  let state = seed >>> 0;
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise.fill(128 - NOISE + ((state >>> 16) % (2 * NOISE)), i * 3, i * 3 + 3);
  }
  return noise;
}
