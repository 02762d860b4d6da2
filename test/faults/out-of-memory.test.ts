import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createNodeWorkers, createThreadWorkers } from '../../main/faces/runtime.ts';
import type { ClassifyRequest, ClassifyResponse, DecodeRequest, DecodeResponse } from '../../shared/workers.ts';
import { makeSampleFolder, openTestLibrary } from '../support/library.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

/** A PNG whose EXIF says that its ISO is a list of so many numbers: reading it takes far more memory than the file has bytes. */
function bloat(png: Buffer, count: number): Buffer {
  const exif = Buffer.alloc(44 + 2 * count, 7);
  exif.write('II');
  exif.writeUInt16LE(42, 2);
  exif.writeUInt32LE(8, 4);
  const writeEntry = (at: number, tag: number, type: number, length: number, value: number) => {
    exif.writeUInt16LE(1, at);
    exif.writeUInt16LE(tag, at + 2);
    exif.writeUInt16LE(type, at + 4);
    exif.writeUInt32LE(length, at + 6);
    exif.writeUInt32LE(value, at + 10);
    exif.writeUInt32LE(0, at + 14);
  };
  writeEntry(8, 0x8769, 4, 1, 26);
  writeEntry(26, 0x8827, 3, count, 44);
  const chunk = Buffer.concat([Buffer.from('eXIf'), exif]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(exif.length);
  sum.writeUInt32BE(crc32(chunk));
  // Behind the signature and the header.
  return Buffer.concat([png.subarray(0, 33), length, chunk, sum, png.subarray(33)]);
}

test('a file over which the decoder runs out of memory is set aside by name, and all others are looked at', async () => {
  const folder = makeSampleFolder('coffee.png', 'china.jpg', 'rocket.jpg');
  const guilty = join(folder, 'bloated.png');
  writeFileSync(guilty, bloat(readFileSync(join(folder, 'coffee.png')), 12_000_000));
  let started = 0;
  const library = await openTestLibrary({
    workers: {
      ...createThreadWorkers(),
      spawnDecode() {
        started++;
        return startWorkerProcess<DecodeRequest, DecodeResponse>('decode-worker', ['--max-old-space-size=80']);
      },
    },
  });
  expect(await library.index([folder])).toMatchObject({ indexed: 3, failed: 1 });
  const { failures } = await library.api.listFailures({ limit: 5, offset: 0 });
  expect(failures).toMatchObject([{ path: guilty, code: 'crashed', reason: expect.stringMatching(/process ended/u) }]);
  expect(started).toBeGreaterThanOrEqual(2);
});

test('a file that claims to hold thirty million numbers ends its decoder and nothing else', async () => {
  const folder = makeSampleFolder('coffee.png', 'china.jpg');
  const guilty = join(folder, 'bloated.png');
  writeFileSync(guilty, bloat(readFileSync(join(folder, 'coffee.png')), 30_000_000));
  const library = await openTestLibrary({ workers: createNodeWorkers() });
  expect(await library.index([folder])).toMatchObject({ indexed: 2, failed: 1 });
  const { failures } = await library.api.listFailures({ limit: 5, offset: 0 });
  expect(failures).toMatchObject([{ path: guilty, code: 'crashed', reason: expect.stringMatching(/process ended/u) }]);
});

test('a photo over which the network is ended is set aside by name, and all others are looked at', async () => {
  const folder = makeSampleFolder('coffee.png', 'china.jpg', 'rocket.jpg', 'chelsea.png');
  const guilty = join(folder, 'red.png');
  await sharp({ create: { width: 300, height: 300, channels: 3, background: '#ff0000' } })
    .png()
    .toFile(guilty);
  const isRed = ({ data }: { data: Uint8Array }) => data[0] === 255 && data[1] === 0 && data[2] === 0;
  let started = 0;
  const library = await openTestLibrary({
    workers: {
      ...createThreadWorkers(),
      spawnClassify() {
        started++;
        const port = startWorkerProcess<ClassifyRequest, ClassifyResponse>('classify-worker');
        return {
          ...port,
          post(message) {
            port.post(message);
            if (message.kind === 'classify' && message.frames.some(isRed)) port.kill();
          },
        };
      },
    },
  });
  expect(await library.index([folder])).toMatchObject({ indexed: 4, failed: 1, classified: 4 });
  const { failures } = await library.api.listFailures({ limit: 5, offset: 0 });
  expect(failures).toMatchObject([{ path: guilty, code: 'crashed', reason: expect.stringMatching(/SIGKILL/u) }]);
  expect(started).toBeGreaterThanOrEqual(2);
});

test('where every photo ends the network, the work stops and says so, instead of blaming all of them', async () => {
  const names = ['coffee.png', 'china.jpg', 'rocket.jpg', 'chelsea.png', 'flower.jpg', 'astronaut.png'];
  const folder = makeSampleFolder(...names);
  const library = await openTestLibrary({
    workers: {
      ...createThreadWorkers(),
      spawnClassify() {
        const port = startWorkerProcess<ClassifyRequest, ClassifyResponse>('classify-worker');
        return {
          ...port,
          post(message) {
            port.post(message);
            if (message.kind === 'classify') port.kill();
          },
        };
      },
    },
  });
  await expect(library.index([folder])).rejects.toThrow(/again and again/u);
  expect((await library.api.getStatus({})).failed).toBeLessThan(names.length);
});
