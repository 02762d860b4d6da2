import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'vitest';
import { makeTemporaryFolder } from './temporary.ts';

const folder = resolve(import.meta.dirname, '..', '..', '..', 'shared', 'models', 'mobilenet-v2-imagenet');

/** Networks that are kept beside the project, for tests only. */
export const sharedModels = {
  /** A pack made of MobileNetV2 (1,001 classes, the first is "background"), in a folder of the test. */
  mobilenetPack(): string {
    const pack = join(makeTemporaryFolder(), 'mobilenet-v2-imagenet');
    mkdirSync(pack);
    const files = Object.fromEntries(
      ['model.onnx', 'labels.tsv'].map((name) => {
        copyFileSync(join(folder, name), join(pack, name));
        const bytes = readFileSync(join(pack, name));
        return [name, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
      }),
    );
    const manifest = {
      format: 1,
      id: 'mobilenet-v2-imagenet',
      version: '1.0.0',
      name: 'MobileNetV2 (ImageNet)',
      licence: 'Apache-2.0',
      source: 'MobileNetV2 1.0 224, for tests',
      files,
      model: 'model.onnx',
      labels: 'labels.tsv',
      input: {
        name: 'input',
        width: 224,
        height: 224,
        mean: [128, 128, 128],
        scale: [128, 128, 128],
        centreCrop: 0.875,
        resample: 'bicubic',
        freeSize: false,
      },
      outputs: { probabilities: 'probabilities', embedding: { name: 'embedding', size: 1280 } },
    };
    writeFileSync(join(pack, 'manifest.json'), JSON.stringify(manifest));
    return pack;
  },
};

/** A test that needs them; where they are absent, it is listed as skipped. */
export function testWithSharedModels(name: string, run: () => Promise<void>): void {
  test.skipIf(!existsSync(folder))(name, { timeout: 60_000 }, run);
}
