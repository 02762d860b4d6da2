import { createHash } from 'node:crypto';
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { noCameraInfo } from '../../../shared/model/photo.ts';
import {
  decodeFile,
  decodePhoto,
  openService,
  packInput,
  quartered,
  temporaryFolder,
} from '../../../test/support/decode-pictures.ts';

test('identify gives hash, size and time of the file in whole milliseconds', async () => {
  const path = join(await temporaryFolder(), 'photo.jpg');
  const bytes = await quartered(64, 48).jpeg().toBuffer();
  await writeFile(path, bytes);
  await utimes(path, 1_700_000_000, 1_700_000_000.5678);

  const response = await openService().handle({ kind: 'identify', job: 7, path });

  expect(response).toEqual({
    kind: 'identified',
    job: 7,
    hash: new Uint8Array(createHash('sha256').update(bytes).digest()),
    sizeBytes: bytes.length,
    mtimeMs: 1_700_000_000_567,
    times: { read: expect.any(Number), hash: expect.any(Number) },
  });
});

test('decode gives size, format and frame, and writes a thumbnail with a short side of 300', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.jpg');
  const thumbnailPath = join(folder, 'thumbnails', 'a1', 'photo.webp');
  await quartered(1600, 1200).jpeg().toFile(path);

  const { frame, ...photo } = await decodePhoto(path, thumbnailPath);

  expect(photo).toEqual({
    width: 1600,
    height: 1200,
    format: 'jpeg',
    placeholder: expect.any(Uint8Array),
    takenAtMs: null,
    cameraInfo: { ...noCameraInfo },
  });
  expect([frame.width, frame.height, frame.data.length, frame.data.buffer.byteLength]).toEqual([
    260, 260, 202800, 202800,
  ]);
  const thumbnail = await sharp(thumbnailPath).metadata();
  expect([thumbnail.format, thumbnail.width, thumbnail.height]).toEqual(['webp', 400, 300]);
  expect(await readdir(join(folder, 'thumbnails', 'a1'))).toEqual(['photo.webp']);
});

test('a thumbnail that is there already is not written again', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.jpg');
  const thumbnailPath = join(folder, 'photo.webp');
  await quartered(640, 480).jpeg().toFile(path);
  await writeFile(thumbnailPath, 'as it was');

  await decodePhoto(path, thumbnailPath);

  expect(await readFile(thumbnailPath, 'utf8')).toBe('as it was');
});

test('two jobs that write the same thumbnail at once leave one whole file', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.jpg');
  const thumbnailPath = join(folder, 'thumbnails', 'photo.webp');
  await quartered(640, 480).jpeg().toFile(path);

  const responses = await Promise.all([decodeFile(path, thumbnailPath), decodeFile(path, thumbnailPath)]);

  expect(responses.map((response) => response?.kind)).toEqual(['decoded', 'decoded']);
  expect(await readdir(join(folder, 'thumbnails'))).toEqual(['photo.webp']);
  expect((await sharp(thumbnailPath).metadata()).width).toBe(400);
});

test('small pictures are not enlarged for the thumbnail', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.png');
  await quartered(90, 60).png().toFile(path);

  const { frame } = await decodePhoto(path, join(folder, 'photo.webp'));

  const thumbnail = await sharp(join(folder, 'photo.webp')).metadata();
  expect([thumbnail.width, thumbnail.height, frame.width]).toEqual([90, 60, 260]);
});

test('the thumbnail of a panorama of 30,000 pixels has a long side of 1200', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'panorama.jpg');
  await quartered(300, 30).resize(30_000, 3000, { kernel: 'nearest' }).jpeg().toFile(path);

  const photo = await decodePhoto(path, join(folder, 'panorama.webp'));

  const thumbnail = await sharp(join(folder, 'panorama.webp')).metadata();
  expect([photo.width, photo.height, thumbnail.width, thumbnail.height]).toEqual([30_000, 3000, 1200, 120]);
});

test('render writes a preview with a long side of 2048, or the grid size', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.png');
  await quartered(3000, 1500).png().toFile(path);
  const service = openService();

  const sizes = [];
  for (const size of ['preview', 'grid'] as const) {
    const targetPath = join(folder, 'previews', `${size}.webp`);
    expect(await service.handle({ kind: 'render', job: 3, path, size, targetPath })).toEqual({
      kind: 'rendered',
      job: 3,
      placeholder: size === 'grid' ? expect.any(Uint8Array) : null,
    });
    const { format, width, height } = await sharp(targetPath).metadata();
    sizes.push({ format, width, height });
  }

  expect(sizes).toEqual([
    { format: 'webp', width: 2048, height: 1024 },
    { format: 'webp', width: 600, height: 300 },
  ]);
});

test('the bytes of a job are gone after decode and after release', async () => {
  const path = join(await temporaryFolder(), 'photo.jpg');
  await quartered(64, 48).jpeg().toFile(path);
  const service = openService();
  const decode = (job: number) =>
    service.handle({ kind: 'decode', job, input: packInput, thumbnailPath: `${path}.${job}.webp` });

  await service.handle({ kind: 'identify', job: 1, path });
  expect((await decode(1))?.kind).toBe('decoded');
  await service.handle({ kind: 'identify', job: 2, path });
  expect(await service.handle({ kind: 'release', job: 2 })).toBeNull();
  const reading = service.handle({ kind: 'identify', job: 3, path });
  await service.handle({ kind: 'release', job: 3 });
  await reading;

  const failed = (job: number) => ({
    kind: 'failed',
    job,
    code: 'unreadable',
    reason: 'The file has to be read again.',
  });
  expect([await decode(1), await decode(2), await decode(3)]).toEqual([failed(1), failed(2), failed(3)]);
});

test('several jobs at once get their own answers', async () => {
  const folder = await temporaryFolder();
  const service = openService();
  const jobs = Array.from({ length: 8 }, (_, index) => index + 1);
  for (const job of jobs)
    await quartered(100 * job, 60)
      .jpeg()
      .toFile(join(folder, `${job}.jpg`));

  const widths = await Promise.all(
    jobs.map(async (job) => {
      await service.handle({ kind: 'identify', job, path: join(folder, `${job}.jpg`) });
      const thumbnailPath = join(folder, `${job}.webp`);
      const response = await service.handle({ kind: 'decode', job, input: packInput, thumbnailPath });
      return response?.kind === 'decoded' && response.job === job ? response.photo.width : null;
    }),
  );

  expect(widths).toEqual(jobs.map((job) => 100 * job));
});

test('a thumbnail that can not be written is a failure that may pass', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.jpg');
  await quartered(64, 48).jpeg().toFile(path);

  // A file stands where its folder should be.
  const response = await decodeFile(path, join(path, 'photo.webp'));

  expect(response).toMatchObject({ kind: 'failed', code: 'unreadable' });
  expect((await stat(path)).isFile()).toBe(true);
});
