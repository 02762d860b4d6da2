/** Packs that were made to do harm: each is refused in words, and nothing of it stays. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { PbfWriter } from 'pbf';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { makeZip, type ZipEntry } from '../../../test/support/zip.ts';
import { findProgramFiles } from '../../faces/runtime.ts';
import { findGraphFault } from './check-graph.ts';
import { installPack } from './install.ts';
import { loadPack, MANIFEST_NAME } from './pack.ts';

const starter = join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet');

type Json = Record<string, unknown>;

function copyOfStarter(): string {
  const folder = join(makeTemporaryFolder(), 'pack');
  cpSync(starter, folder, { recursive: true });
  return folder;
}

/** A copy of the starter pack with another manifest. */
function withManifest(change: (manifest: Json) => void): string {
  const folder = copyOfStarter();
  const path = join(folder, MANIFEST_NAME);
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Json;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
  return folder;
}

/** A copy of the starter pack with another file, whose size and SHA-256 the manifest tells rightly. */
function withFile(name: string, content: string | Uint8Array): string {
  const bytes = Buffer.from(content);
  const folder = withManifest((manifest) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    (manifest.files as Json)[name] = { bytes: bytes.length, sha256 };
  });
  writeFileSync(join(folder, name), bytes);
  return folder;
}

async function expectRefused(source: string, message: string): Promise<void> {
  const packs = join(makeTemporaryFolder(), 'models');
  await expect(installPack(source, packs)).rejects.toThrowError(
    expect.objectContaining({ code: 'model-invalid', message: expect.stringContaining(message) }),
  );
  expect(readdirSync(packs)).toEqual([]);
}

test('names that lead out of the folder, or that some system takes for something else', async () => {
  const names = [
    '../model.onnx',
    '..',
    '.hidden',
    '/etc/passwd',
    'C:\\Windows\\win.ini',
    'C:model.onnx',
    'sub/model.onnx',
    'sub\\model.onnx',
    'model.onnx:stream',
    'model.onnx.',
    'model.onnx ',
    'nul',
    'COM1.onnx',
    'Manifest.JSON',
    'x'.repeat(101),
    'mod\0el.onnx',
    '__proto__',
  ];
  for (const name of names) {
    const folder = withManifest((manifest) => {
      manifest.model = name;
    });
    await expectRefused(folder, 'its manifest is wrong at "model"').catch((error: unknown) => {
      // It may be a name that could be a file's, but then there is none of that name in the list.
      if (name !== '__proto__') throw error;
      return expectRefused(folder, 'no SHA-256 of __proto__');
    });
  }
  for (const id of ['..', 'a/b', 'nul', 'con', '', 'A', '-x']) {
    await expectRefused(
      withManifest((manifest) => {
        manifest.id = id;
      }),
      'its manifest is wrong at "id"',
    );
  }
});

test('lists of files that are too many, too large or the same on some system', async () => {
  const file = { bytes: 1, sha256: '0'.repeat(64) };
  const lists: Json[] = [
    Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`f${i}`, file])),
    { a: { ...file, bytes: 2 ** 40 } },
    { 'labels.tsv': file, 'LABELS.tsv': file },
    { a: { ...file, bytes: -1 } },
    { a: { ...file, bytes: 1e300 } },
    { a: { ...file, sha256: '' } },
  ];
  for (const files of lists) {
    await expectRefused(
      withManifest((manifest) => {
        manifest.files = files;
      }),
      'its manifest is wrong at "files',
    );
  }
  const large = copyOfStarter();
  writeFileSync(join(large, MANIFEST_NAME), ' '.repeat(1024 ** 2 + 1));
  await expectRefused(large, `no readable ${MANIFEST_NAME}`);
  const deep = copyOfStarter();
  writeFileSync(join(deep, MANIFEST_NAME), '['.repeat(500_000) + ']'.repeat(500_000));
  await expectRefused(deep, 'its manifest is wrong');
});

test('what stands for another file, or has no end', async ({ skip }) => {
  if (process.platform === 'win32') skip('Windows has neither such pipes nor links for everybody');
  const linked = copyOfStarter();
  rmSync(join(linked, 'labels.tsv'));
  symlinkSync('/etc/passwd', join(linked, 'labels.tsv'));
  await expectRefused(linked, 'labels.tsv');
  const endless = copyOfStarter();
  rmSync(join(endless, 'labels.tsv'));
  symlinkSync('/dev/zero', join(endless, 'labels.tsv'));
  await expectRefused(endless, "labels.tsv can't be read");
  const claimed = withManifest((manifest) => {
    (manifest.files as Json)['labels.tsv'] = { bytes: 0, sha256: '0'.repeat(64) };
  });
  rmSync(join(claimed, 'labels.tsv'));
  symlinkSync('/dev/zero', join(claimed, 'labels.tsv'));
  expect(() => loadPack(claimed)).toThrow("labels.tsv can't be read");
  const piped = copyOfStarter();
  rmSync(join(piped, 'labels.tsv'));
  execFileSync('mkfifo', [join(piped, 'labels.tsv'), join(piped, 'pack.zip')]);
  await expectRefused(piped, "labels.tsv can't be read");
  for (const source of [join(piped, 'pack.zip'), '/dev/zero', '/proc/self/mem']) {
    const packs = join(makeTemporaryFolder(), 'models');
    await expect(installPack(source, packs)).rejects.toThrowError('There is no file or folder');
  }
});

test('classes that would be the user’s own labels and marks, or far too many', async () => {
  for (const concept of ['own:1', 'mark:favourite', 'group:animals', 'n02084071\u0000', 'x'.repeat(101)]) {
    await expectRefused(withFile('labels.tsv', `n02084071\tdog\n${concept}\tx\n`), 'line 2 of labels.tsv is no class');
  }
  await expectRefused(withFile('labels.tsv', `n02084071\t${'x'.repeat(1_001)}\n`), 'line 1 of labels.tsv');
  await expectRefused(withFile('labels.tsv', 'n02084071\tdog\n'.repeat(100_001)), 'more than 100000 classes');
  await expectRefused(withFile('calibration.json', '{"__proto__":{"stored":1}}'), 'calibration.json is wrong');
});

test('a zip that unpacks to more than a pack may be, or to more than it says, or of too many files', async () => {
  const zips: [string, ZipEntry[]][] = [
    ['unpacks to more', [10, 0xffff_fffe].map((claimed, i) => ({ name: `f${i}`, content: Buffer.alloc(10), claimed }))],
    ['too many bytes', [{ name: 'model.onnx', content: Buffer.alloc(50_000_000), claimed: 1_000 }]],
    ['more files', Array.from({ length: 1_001 }, (_, i) => ({ name: `f${i}`, content: Buffer.alloc(0) }))],
    ['EEXIST', [0, 1].map(() => ({ name: 'model.onnx', content: Buffer.alloc(1) }))],
    ['invalid relative path', [{ name: '../../evil.txt', content: Buffer.alloc(1) }]],
    ['absolute path', [{ name: '/tmp/evil.txt', content: Buffer.alloc(1) }]],
    ['invalid relative path', [{ name: '..\\evil.txt', content: Buffer.alloc(1) }]],
  ];
  for (const [message, entries] of zips) {
    const path = join(makeTemporaryFolder(), 'pack.zip');
    writeFileSync(path, makeZip(entries));
    await expectRefused(path, message);
  }
});

interface Constant {
  name: string;
  shape: number[];
  raw?: Uint8Array;
  external?: string;
}

/** A network of one step (`y = x + c`) as ONNX writes it, by hand: nothing but this test makes such ones. */
function makeNetwork(
  constant: Constant,
  step: { operator?: string; domain?: string; attribute?: (pbf: PbfWriter) => void } = {},
  rest: (pbf: PbfWriter) => void = () => {},
): Uint8Array {
  const value = (name: string) => (_: unknown, pbf: PbfWriter) => {
    pbf.writeStringField(1, name);
    pbf.writeMessage(
      2,
      (__, type) => {
        type.writeMessage(
          1,
          (___, tensor) => {
            tensor.writeVarintField(1, 1);
            tensor.writeMessage(
              2,
              (____, shape) => {
                shape.writeMessage(1, (_____, dimension) => dimension.writeVarintField(1, 2), null);
              },
              null,
            );
          },
          null,
        );
      },
      null,
    );
  };
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  pbf.writeMessage(
    7,
    (_, graph) => {
      graph.writeMessage(
        1,
        (__, node) => {
          node.writeStringField(1, 'x');
          node.writeStringField(1, constant.name);
          node.writeStringField(2, 'y');
          node.writeStringField(4, step.operator ?? 'Add');
          if (step.attribute) node.writeMessage(5, (___, attribute) => step.attribute?.(attribute), null);
          if (step.domain !== undefined) node.writeStringField(7, step.domain);
        },
        null,
      );
      graph.writeStringField(2, 'graph');
      graph.writeMessage(5, (__, tensor) => writeTensor(tensor, constant), null);
      graph.writeMessage(11, value('x'), null);
      graph.writeMessage(12, value('y'), null);
    },
    null,
  );
  pbf.writeMessage(
    8,
    (_, opset) => {
      opset.writeStringField(1, '');
      opset.writeVarintField(2, 17);
    },
    null,
  );
  rest(pbf);
  return pbf.finish();
}

function writeTensor(pbf: PbfWriter, { name, shape, raw, external }: Constant): void {
  pbf.writePackedVarint(1, shape);
  pbf.writeVarintField(2, 1);
  pbf.writeStringField(8, name);
  if (raw) pbf.writeBytesField(9, raw);
  if (external === undefined) return;
  const entries = { location: external, offset: '0', length: '8' };
  for (const [key, value] of Object.entries(entries)) {
    pbf.writeMessage(
      13,
      (_, entry) => {
        entry.writeStringField(1, key);
        entry.writeStringField(2, value);
      },
      null,
    );
  }
  pbf.writeVarintField(14, 1);
}

const two = { name: 'c', shape: [2], raw: new Uint8Array(Float32Array.of(1, 2).buffer) };

test('a network whose numbers lie in another file, as the runtime would read it', async () => {
  const folder = makeTemporaryFolder();
  writeFileSync(join(folder, 'secret.bin'), new Uint8Array(Float32Array.of(41, 42).buffer));
  const network = makeNetwork({ name: 'c', shape: [2], external: 'secret.bin' });
  const path = join(folder, 'model.onnx');
  writeFileSync(path, network);
  // The runtime opens the file that is named: this is what has to be kept from it.
  const session = await InferenceSession.create(path);
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(0, 0), [2]) });
  expect(y?.data).toEqual(Float32Array.of(41, 42));
  await session.release();
  await expectRefused(withFile('model.onnx', network), 'keeps numbers in other files');
  for (const external of ['../../secret.bin', '/etc/passwd', 'manifest.json', '']) {
    await expectRefused(withFile('model.onnx', makeNetwork({ name: 'c', shape: [2], external })), 'in other files');
  }
});

test('numbers in other files are found wherever a network may keep them', () => {
  const external = { name: 'e', shape: [2], external: 'x' };
  const graphOf = (inner: (pbf: PbfWriter) => void) => (pbf: PbfWriter) =>
    pbf.writeMessage(6, (_, graph) => inner(graph), null);
  const nodeWith = (attribute: (pbf: PbfWriter) => void) => (pbf: PbfWriter) =>
    pbf.writeMessage(1, (_, node) => node.writeMessage(5, (__, inner) => attribute(inner), null), null);
  const inTensor = (field: number) => (pbf: PbfWriter) =>
    pbf.writeMessage(field, (_, tensor) => writeTensor(tensor, external), null);
  const inSparse = (field: number, part: number) => (pbf: PbfWriter) =>
    pbf.writeMessage(field, (_, sparse) => inTensor(part)(sparse), null);
  const places: Record<string, Uint8Array> = {
    'an attribute': makeNetwork(two, { attribute: inTensor(5) }),
    'a list of an attribute': makeNetwork(two, { attribute: inTensor(10) }),
    'sparse numbers of an attribute': makeNetwork(two, { attribute: inSparse(22, 1) }),
    'places of sparse numbers': makeNetwork(two, { attribute: inSparse(23, 2) }),
    'a graph inside': makeNetwork(two, { operator: 'If', attribute: graphOf(inTensor(5)) }),
    'a graph inside a graph': makeNetwork(two, {
      operator: 'If',
      attribute: graphOf(nodeWith(graphOf(nodeWith(inTensor(5))))),
    }),
    'sparse numbers of a graph inside': makeNetwork(two, { operator: 'If', attribute: graphOf(inSparse(15, 1)) }),
    'a function': makeNetwork(two, {}, (pbf) =>
      pbf.writeMessage(
        25,
        (_, own) =>
          own.writeMessage(
            7,
            (__, node) => node.writeMessage(5, (___, attribute) => inTensor(5)(attribute), null),
            null,
          ),
        null,
      ),
    ),
    'an attribute of a function': makeNetwork(two, {}, (pbf) =>
      pbf.writeMessage(25, (_, own) => own.writeMessage(11, (__, attribute) => inTensor(5)(attribute), null), null),
    ),
    'a second graph': makeNetwork(two, {}, (pbf) => pbf.writeMessage(7, (_, graph) => inTensor(5)(graph), null)),
  };
  for (const [place, network] of Object.entries(places)) {
    expect(findGraphFault(network), place).toBe('its network keeps numbers in other files');
  }
  expect(findGraphFault(makeNetwork(two))).toBeUndefined();
});

test('operators that others bring, loops, and tables larger than their numbers', async () => {
  const faults = {
    'operators of “evil.example”': makeNetwork(two, { operator: 'Run', domain: 'evil.example' }),
    'a loop, which may never end': makeNetwork(two, { operator: 'Loop' }),
    'a table that is larger': makeNetwork({ ...two, shape: [2 ** 40, 2 ** 40] }),
    'no ONNX file': Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3]),
    'a way to train it': makeNetwork(two, {}, (pbf) => pbf.writeMessage(20, () => {}, null)),
  };
  for (const [words, network] of Object.entries(faults)) await expectRefused(withFile('model.onnx', network), words);
  const own = (pbf: PbfWriter) => pbf.writeMessage(25, (_, inner) => inner.writeStringField(10, 'own.example'), null);
  expect(findGraphFault(makeNetwork(two, { operator: 'Run', domain: 'own.example' }, own))).toBeUndefined();
});

test('graphs inside graphs, deeper than any stack', () => {
  let inner = new Uint8Array();
  for (let level = 0; level < 2_000; level++) {
    const pbf = new PbfWriter();
    pbf.writeMessage(
      1,
      (_, node) => node.writeMessage(5, (__, attribute) => attribute.writeBytesField(6, inner), null),
      null,
    );
    inner = pbf.finish().slice();
  }
  const pbf = new PbfWriter();
  pbf.writeBytesField(7, inner);
  expect(findGraphFault(pbf.finish())).toBe('its network is made of too many levels');
});

test('the networks that come with the program are without fault', () => {
  expect(() => loadPack(starter)).not.toThrow();
});
