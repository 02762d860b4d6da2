import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { expect, onTestFinished, test } from 'vitest';
import type { TaughtFormat } from '../../shared/api.ts';
import { isPicturePath } from '../../shared/model/formats.ts';
import type { RgbImage } from '../../shared/workers.ts';
import { makeSampleFolder, openTestLibrary, samplesFolder } from '../../test/support/library.ts';
import { python, testWithOnnxRuntimeOfPython } from '../../test/support/python.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { createThreadWorkers, findProgramFiles } from '../faces/runtime.ts';
import { toTensor } from './classify/classifier.ts';
import { readManifest } from './classify/pack.ts';
import type { Library } from './library.ts';
import { createDecodePool } from './queue/decode-pool.ts';

const { input } = readManifest(join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet'));
const pictures = readdirSync(samplesFolder).filter(isPicturePath).sort();
const TOLERANCE = 1e-4;
const script = fileURLToPath(new URL('../../scripts/model/check_export.py', import.meta.url));

const taught = [
  { name: 'Mitzi', asked: { concept: 'Mitzi' }, output: 'probability' },
  { name: 'kinds', asked: { group: 'kinds' }, output: 'probabilities' },
];

/** A library with all sample photos, where `Mitzi` and a classifier `kinds` of two labels are taught. */
async function openTaughtLibrary(): Promise<Library> {
  const library = await openTestLibrary();
  const folder = makeSampleFolder(...pictures);
  const table = join(folder, 'kinds.csv');
  writeFileSync(table, pictures.map((name, i) => `${name},${i % 2 === 0 ? 'Even things' : 'Odd things'}`).join('\n'));
  await library.api.teachTable({ path: table });
  const { id } = await library.api.findPhoto({ path: join(folder, 'chelsea.png') });
  await library.api.teach({ label: 'Mitzi', parent: 'cat', photoIds: [id] });
  return library;
}

const paths = pictures.map((name) => join(samplesFolder, name));

/** The network's own pictures of the sample photos. */
async function frameAll(): Promise<RgbImage[]> {
  const pool = createDecodePool(createThreadWorkers().spawnDecode, 1);
  onTestFinished(() => pool.close());
  return Promise.all(
    paths.map(async (path) => {
      const decoded = await pool.frame({ path, input });
      if (decoded.kind !== 'framed') throw new Error(`${path} is no picture.`);
      return decoded.frame;
    }),
  );
}

/** What the program says of each sample photo: the probability of a label, or of the answer of a classifier. */
async function ask(library: Library, name: string): Promise<number[]> {
  const classified = await library.teaching.classifyFiles(paths, 10_000);
  return classified.map(({ top, answers }) => {
    const answer = answers.find(({ classifier }) => classifier === name);
    return answer?.probability ?? top.find((one) => one.name === name)?.probability ?? 0;
  });
}

async function run(file: Uint8Array, output: string): Promise<number[]> {
  const session = await InferenceSession.create(file);
  onTestFinished(() => session.release());
  const said: number[] = [];
  for (const frame of await frameAll()) {
    const { [output]: tensor } = await session.run({ [input.name]: toTensor([frame], input) });
    said.push(Math.max(...((tensor as Tensor).data as Float32Array)));
  }
  return said;
}

const differences = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));

test('JSON and ONNX say the same of photos in another library, and the ONNX file by itself', async () => {
  const library = await openTaughtLibrary();
  for (const format of ['json', 'onnx'] satisfies TaughtFormat[]) {
    const other = await openTestLibrary();
    for (const { name, asked, output } of taught) {
      const said = await ask(library, name);
      expect(Math.max(...said)).toBeGreaterThan(0.3);
      const { base64, fileName } = await library.api.exportTaught({ ...asked, format });
      const imported = await other.api.importTaught({ base64, fileName });
      expect(imported.labels.every(({ classifier }) => classifier !== null)).toBe(true);
      expect(differences(said, await ask(other, name))).toBeLessThan(TOLERANCE);
      if (format === 'json') continue;
      expect(differences(said, await run(Buffer.from(base64, 'base64'), output))).toBeLessThan(TOLERANCE);
    }
  }
});

test('what is brought in finds photos, keeps its place, and what was learnt before is one call away', async () => {
  const library = await openTaughtLibrary();
  const { base64, fileName } = await library.api.exportTaught({ concept: 'Mitzi', format: 'json' });
  const other = await openTestLibrary();
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  await other.index([folder]);
  const { labels } = await other.api.importTaught({ base64, fileName });
  expect(labels).toMatchObject([
    { name: 'Mitzi', parent: { name: 'cat' }, photos: 1, isBehind: false, hasPrevious: false },
  ]);
  const { photos } = await other.api.search({ text: 'mitzi', limit: 5, offset: 0, order: 'date' });
  expect(photos.map(({ path }) => path)).toEqual([join(folder, 'chelsea.png')]);
  await library.api.setTaughtThreshold({ concept: 'Mitzi', probability: 0.875 });
  const strict = await library.api.exportTaught({ concept: 'Mitzi', format: 'onnx' });
  expect((await other.api.importTaught({ base64: strict.base64, fileName: strict.fileName })).labels).toMatchObject([
    { hasPrevious: true, classifier: { foundProbability: 0.875 } },
  ]);
});

test('what is no such file, or is for another model, is refused by its name', async () => {
  const library = await openTaughtLibrary();
  const { base64 } = await library.api.exportTaught({ group: 'kinds', format: 'json' });
  const file = JSON.parse(Buffer.from(base64, 'base64').toString()) as {
    model: object;
    vectors: string;
    labels: object[];
  };
  const bring = (content: unknown) =>
    library.api.importTaught({
      base64: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64'),
      fileName: 'mine.json',
    });
  const message = expect.stringContaining('mine.json can’t be brought in.');
  await expect(bring({ ...file, format: 2 })).rejects.toMatchObject({ code: 'invalid-request', message });
  await expect(bring({ ...file, vectors: file.vectors.slice(8) })).rejects.toMatchObject({ code: 'invalid-request' });
  await expect(bring('\uFEFF\n{"format":')).rejects.toMatchObject({ code: 'invalid-request', message });
  await expect(bring('GIF89a')).rejects.toMatchObject({ code: 'invalid-request', message });
  const foreign = { ...file, model: { ...file.model, version: '0.0.1' } };
  await expect(bring(foreign)).rejects.toMatchObject({ code: 'model-invalid', message });
  const twice = { ...file, labels: [file.labels[0], file.labels[0]] };
  await expect(bring(twice)).rejects.toMatchObject({ code: 'invalid-request', message });
  expect((await library.api.listTaught({})).map(({ name }) => name).sort()).toEqual([
    'Even things',
    'Mitzi',
    'Odd things',
  ]);
});

testWithOnnxRuntimeOfPython('plain Python onnxruntime says the same of an exported file', async () => {
  const library = await openTaughtLibrary();
  const folder = makeTemporaryFolder();
  const frames = await frameAll();
  const cases: unknown[] = [];
  for (const { name, asked, output } of taught) {
    const { base64, fileName } = await library.api.exportTaught({ ...asked, format: 'onnx' });
    const model = join(folder, fileName);
    writeFileSync(model, Buffer.from(base64, 'base64'));
    const said = await ask(library, name);
    frames.forEach((frame, i) => {
      const tensor = toTensor([frame], input);
      const pixels = join(folder, `${i}.f32`);
      writeFileSync(pixels, new Uint8Array((tensor.data as Float32Array).buffer));
      cases.push({ model, pixels, shape: tensor.dims, photo: paths[i], output, expected: said[i] });
    });
  }
  const list = join(folder, 'cases.json');
  writeFileSync(list, JSON.stringify(cases));
  const { status, stdout, stderr } = spawnSync(python, [script, list], { encoding: 'utf8' });
  expect(status, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toMatch(new RegExp(`^${cases.length} of ${cases.length} `, 'mu'));
});

test('the example in the documentation is what the check runs', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/teaching.md', import.meta.url)), 'utf8');
  const [, example = ''] = /```python\n([\s\S]*?)```/u.exec(page) ?? [];
  expect(example.trim().split('\n').length).toBeGreaterThan(8);
  const run = readFileSync(join(script, '..', 'exported_example.py'), 'utf8');
  expect(run).toContain(example.trim());
});
