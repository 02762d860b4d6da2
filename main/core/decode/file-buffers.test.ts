import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openService, packInput, quartered, temporaryFolder } from '../../../test/support/decode-pictures.ts';
import { createFileBuffers } from './file-buffers.ts';

const MB = 1024 * 1024;

test('memory that was given back is used again, and none that was not', () => {
  const buffers = createFileBuffers();
  const [first, second] = [buffers.take(3 * MB), buffers.take(3 * MB)];
  expect(second.buffer).not.toBe(first.buffer);
  buffers.giveBack(first);
  const third = buffers.take(MB);
  expect([third.buffer === first.buffer, third.length]).toEqual([true, MB]);
  expect(buffers.take(MB).buffer).not.toBe(second.buffer);
});

test('what is too small is left for others', () => {
  const buffers = createFileBuffers();
  const small = buffers.take(MB);
  buffers.giveBack(small);
  expect(buffers.take(5 * MB).buffer).not.toBe(small.buffer);
  expect(buffers.take(MB).buffer).toBe(small.buffer);
});

test('of large files and of many nothing is kept', () => {
  const buffers = createFileBuffers();
  const large = buffers.take(17 * MB);
  buffers.giveBack(large);
  expect(buffers.take(17 * MB).buffer).not.toBe(large.buffer);
  const many = Array.from({ length: 10 }, () => buffers.take(8 * MB));
  for (const one of many) buffers.giveBack(one);
  const again = new Set(Array.from({ length: 10 }, () => buffers.take(8 * MB).buffer));
  expect(many.filter(({ buffer }) => again.has(buffer))).toHaveLength(4);
});

test('files that are read while others are decoded do not get into each other', async () => {
  const folder = await temporaryFolder();
  const service = openService();
  const colours = ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff', '#ff00ff'];
  const paths = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      const path = join(folder, `${i}.jpg`);
      const plain = quartered(600, 400).composite([
        { input: { create: { width: 600, height: 400, channels: 3, background: colours[i % 6] ?? '' } } },
      ]);
      await writeFile(path, await plain.jpeg().toBuffer());
      return path;
    }),
  );
  const found: string[] = [];
  const queue = [...paths.entries()];
  // Some at once, so that the next are read while others are decoded.
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [job, path] = next;
      await service.handle({ kind: 'identify', job, path });
      const thumbnailPath = join(folder, `${job}.webp`);
      const decoded = await service.handle({ kind: 'decode', job, input: packInput, thumbnailPath });
      if (decoded?.kind !== 'decoded') throw new Error(JSON.stringify(decoded));
      const [red = 0, green = 0, blue = 0] = decoded.photo.frame.data.subarray(3 * 999);
      found[job] = `#${[red, green, blue].map((value) => (value > 127 ? 'ff' : '00')).join('')}`;
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  expect(found).toEqual(paths.map((_, i) => colours[i % 6]));
});
