import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { makeZip } from '../../../test/support/zip.ts';
import { findProgramFiles } from '../../faces/runtime.ts';
import { installPack } from './install.ts';
import { loadPack, MANIFEST_NAME } from './pack.ts';

const starter = join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet');

/** A copy of the starter pack that may be spoilt. */
function copyOfStarter(): string {
  const folder = join(makeTemporaryFolder(), 'pack');
  cpSync(starter, folder, { recursive: true });
  return folder;
}

function changeManifest(folder: string, change: (manifest: Record<string, unknown>) => void): void {
  const path = join(folder, MANIFEST_NAME);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

const invalid = (message: string) =>
  expect.objectContaining({ code: 'model-invalid', message: expect.stringContaining(message) });

test('the starter pack is what its manifest says, with 1,000 classes of WordNet', () => {
  const pack = loadPack(starter);
  expect(pack.manifest).toMatchObject({ id: 'efficientnet-lite2-imagenet', licence: 'Apache-2.0' });
  expect(pack.classes.filter(({ head }) => !head)).toHaveLength(1_000);
  expect(pack.classes.flatMap(({ head, words }) => (head ? [words] : []))).toContain('palm tree');
  expect(pack.classes.every(({ concept }) => /^n\d{8}$/u.test(concept))).toBe(true);
});

test('a file that is not the one the manifest names is refused by name', () => {
  const longer = copyOfStarter();
  appendFileSync(join(longer, 'model.onnx'), 'x');
  expect(() => loadPack(longer)).toThrowError(invalid('model.onnx has another size'));
  const other = copyOfStarter();
  const labels = join(other, 'labels.tsv');
  writeFileSync(labels, readFileSync(labels, 'utf8').replace('tench', 'TENCH'));
  expect(() => loadPack(other)).toThrowError(invalid('labels.tsv is not the file its manifest names'));
});

test('a manifest that leads out of its folder, or leaves a file unnamed, is refused', () => {
  const outside = copyOfStarter();
  changeManifest(outside, (manifest) => {
    manifest.model = '../model.onnx';
  });
  expect(() => loadPack(outside)).toThrowError(invalid('"model"'));
  const unnamed = copyOfStarter();
  changeManifest(unnamed, (manifest) => {
    delete (manifest.files as Record<string, unknown>)['model.onnx'];
  });
  expect(() => loadPack(unnamed)).toThrowError(invalid('no SHA-256 of model.onnx'));
});

test('a pack is installed as a whole, and nothing stays of one that is refused', async () => {
  const packs = join(makeTemporaryFolder(), 'models');
  const installed = await installPack(starter, packs);
  expect(installed.folder).toBe(join(packs, 'efficientnet-lite2-imagenet'));
  const spoilt = copyOfStarter();
  appendFileSync(join(spoilt, 'labels.tsv'), 'x');
  await expect(installPack(spoilt, packs)).rejects.toThrowError(invalid('labels.tsv'));
  await expect(installPack(join(packs, 'nowhere'), packs)).rejects.toThrowError(invalid('no file or folder'));
  expect(readdirSync(packs)).toEqual(['efficientnet-lite2-imagenet']);
});

test('a zip is unpacked flat: names that lead elsewhere end inside the pack or are refused', async () => {
  const packs = join(makeTemporaryFolder(), 'models');
  const manifest = readFileSync(join(starter, MANIFEST_NAME));
  const zip = join(makeTemporaryFolder(), 'pack.zip');
  const names = readdirSync(starter).filter((name) => name !== MANIFEST_NAME);
  writeFileSync(
    zip,
    makeZip([
      { name: 'efficientnet-lite2-imagenet/manifest.json', content: manifest },
      ...names.map((name) => ({
        name: `efficientnet-lite2-imagenet/${name}`,
        content: readFileSync(join(starter, name)),
      })),
    ]),
  );
  expect((await installPack(zip, packs)).classes).toEqual(loadPack(starter).classes);
  const evil = join(makeTemporaryFolder(), 'evil.zip');
  writeFileSync(
    evil,
    makeZip([
      { name: '../../evil.txt', content: Buffer.from('x') },
      { name: 'manifest.json', content: manifest },
    ]),
  );
  await expect(installPack(evil, packs)).rejects.toThrowError(invalid(''));
  expect(existsSync(join(packs, '..', 'evil.txt'))).toBe(false);
  const broken = join(makeTemporaryFolder(), 'broken.zip');
  writeFileSync(broken, 'PK not really');
  await expect(installPack(broken, packs)).rejects.toThrowError(invalid('no zip file'));
});
