import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { loadPack } from '../../main/core/classify/pack.ts';
import { closeKeptDatabase, openKeptDatabase } from '../../main/core/database-keeper.ts';
import { listFailedFiles } from '../../main/core/db/files.ts';
import { listFolders } from '../../main/core/db/folders.ts';
import { readMetadata } from '../../main/core/decode/metadata.ts';
import { toKeywords } from '../../main/core/exchange/keywords.ts';
import { isUntouchedSidecar, makeSidecarText } from '../../main/core/exchange/sidecar-text.ts';
import { findTakeout, parseTakeout } from '../../main/core/exchange/takeout.ts';
import { parseJournal } from '../../main/core/labels/journal.ts';
import { readLabelTable } from '../../main/core/learn/label-table.ts';
import { checkVectors, type PortableLabel, packTaught, unpackTaught } from '../../main/core/learn/taught-file.ts';
import { readTaughtOnnx, writeTaughtOnnx } from '../../main/core/learn/taught-onnx.ts';
import { restoreLibrary } from '../../main/core/library-backup.ts';
import { loadVocabulary } from '../../main/core/vocabulary/load-vocabulary.ts';
import { AppError } from '../../shared/errors.ts';
import { openTestDatabase } from '../support/database.ts';
import { openTestLibrary, samplesFolder } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { makeTinyBackbone, tinyPack } from '../support/tiny-network.ts';
import { createMutator, type Mutator, mutants, nameMutant } from './mutate.ts';

/**
 * Tries mutants and tells of those that are neither taken nor refused in words.
 * @param allowed refusals that are not of the contract
 */
async function findFaults(
  count: number,
  attempt: (mutator: Mutator, number: number) => unknown,
  allowed: (error: Error) => boolean = () => false,
): Promise<string[]> {
  const faults: string[] = [];
  for (let number = 0; number < count; number++) {
    try {
      await attempt(createMutator(number), number);
    } catch (error) {
      const isRefused = (error instanceof AppError && error.code !== 'internal') || allowed(error as Error);
      if (!isRefused) faults.push(`${nameMutant(number)}: ${(error as Error).stack ?? String(error)}`);
    }
  }
  return faults.slice(0, 5);
}

const vectors = Float32Array.from({ length: 24 }, (_, i) => (i % 5) / 10);
const model = { id: 'tiny', version: '1.0.0' };
const classifier: PortableLabel['classifier'] = {
  kind: 'logistic',
  penalty: 0.001,
  neighbours: null,
  positiveVectors: 0,
  bias: -0.3,
  slope: 7.5,
  offset: -1.25,
  foundProbability: 0.4,
  factProbability: null,
  reason: 'For a test.',
  positives: 3,
  negatives: 1,
  background: 20,
  averagePrecision: 0.9,
  precision: 0.8,
  recall: null,
};
const about: PortableLabel['about'] = {
  format: 1,
  kind: 'bowerbird-taught-label',
  name: 'My bike',
  concept: null,
  parent: null,
  model,
  classifier,
};
const jsonWords = ['null', '{}', '[]', '""', '"__proto__":', '1e999', '-1', 'true', ',', '{"', '\\u0000', '\\ud800'];

describe('mutants of what was taught are taken or refused in words', () => {
  const sizeOf = (of: { id: string; version: string }) => {
    if (of.id !== model.id || of.version !== model.version) throw new AppError('model-invalid', 'Another model.');
    return vectors.length;
  };

  test('JSON', async () => {
    const text = JSON.stringify(packTaught({ about, classifier, vectors }));
    const faults = await findFaults(mutants, (mutator) => {
      const portable = unpackTaught(parseAsFaceDoes(mutator.text(text, jsonWords)));
      checkVectors(portable, sizeOf(portable.about.model));
      expect('vectors' in portable && portable.vectors.every(Number.isFinite)).toBe(true);
    });
    expect(faults).toEqual([]);
  });

  test('ONNX', async () => {
    const file = writeTaughtOnnx({ about, classifier, vectors }, makeTinyBackbone(vectors.length), '1');
    expect(await findFaults(mutants, (mutator) => readTaughtOnnx(mutator.bytes(file), sizeOf))).toEqual([]);
  });
});

/** What is no JSON is refused before anything is read out of it. */
function parseAsFaceDoes(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('invalid-request', 'It is no JSON.');
  }
}

describe('mutants of a model pack are loaded or refused in words', () => {
  const { files, manifest } = tinyPack(vectors.length);

  function write(folder: string, parts: Record<string, Uint8Array>, text: (manifest: string) => string): string {
    const described = Object.entries(parts).map(([name, bytes]) => [
      name,
      { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    ]);
    for (const [name, bytes] of Object.entries(parts)) {
      if (bytes !== files[name] || !existsSync(join(folder, name))) writeFileSync(join(folder, name), bytes);
    }
    writeFileSync(
      join(folder, 'manifest.json'),
      text(JSON.stringify({ ...manifest, files: Object.fromEntries(described) })),
    );
    return folder;
  }

  test('its manifest', async () => {
    const folder = makeTemporaryFolder();
    const words = [...jsonWords, '"../../secret"', '"/etc/passwd"', '"model.onnx"', '"windows":', '"heads":'];
    const faults = await findFaults(Math.round(mutants / 2), (mutator) =>
      loadPack(write(folder, files, (text) => mutator.text(text, words))),
    );
    expect(faults).toEqual([]);
    expect(loadPack(write(folder, files, (text) => text)).classes).toHaveLength(vectors.length);
  });

  test('its labels, calibration and heads, where the manifest confirms them', async () => {
    const folder = makeTemporaryFolder();
    const faults = await findFaults(Math.round(mutants / 4), (mutator) => {
      const name = mutator.pick(['labels.tsv', 'calibration.json', 'heads.json']);
      const text = mutator.text(Buffer.from(files[name] ?? []).toString(), [...jsonWords, '\t', '\n', 'n02121620']);
      loadPack(write(folder, { ...files, [name]: Buffer.from(text) }, (whole) => whole));
      writeFileSync(join(folder, name), files[name] ?? '');
    });
    expect(faults).toEqual([]);
  });
});

test('a vocabulary that is damaged says so', async () => {
  const assets = join(samplesFolder, '..', 'vocabulary');
  const names = ['nouns.index', 'nouns.tsv', 'aliases.tsv'];
  const whole = new Map(names.map((name) => [name, readFileSync(join(assets, name))]));
  const folder = makeTemporaryFolder();
  const faults = await findFaults(
    Math.max(1, Math.round(mutants / 100)),
    (mutator) => {
      const hurt = mutator.pick(names);
      for (const [name, bytes] of whole)
        writeFileSync(join(folder, name), name === hurt ? mutator.bytes(bytes) : bytes);
      const vocabulary = loadVocabulary(folder);
      vocabulary.find('cats');
      vocabulary.concept(mutator.below(vocabulary.size));
    },
    // Its files come with the program and are not asked what they are: a damaged installation is told as such.
    (error) => error instanceof AppError && /install Bowerbird again/u.test(error.message),
  );
  expect(faults).toEqual([]);
});

test('the metadata of a picture never stop it', async () => {
  const bytes = await sharp(join(samplesFolder, 'flower.jpg'))
    .resize(16, 16)
    .withExif({ IFD0: { Make: 'Canon', DateTime: '2020:01:02 03:04:05' }, IFD3: { GPSLatitude: '43/1 28/1 2/1' } })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    .jpeg()
    .toBuffer();
  const faults = await findFaults(mutants, (mutator) => {
    const { takenAtMs, cameraInfo } = readMetadata(mutator.bytes(bytes));
    expect(takenAtMs === null || Number.isSafeInteger(takenAtMs)).toBe(true);
    expect(Object.values(cameraInfo).some((value) => typeof value === 'number' && !Number.isFinite(value))).toBe(false);
  });
  expect(faults).toEqual([]);
});

test('tables, journals, keywords, sidecars and Google’s JSON are read or refused in words', async () => {
  const table = 'path,label\nholiday/1.jpg,"Beach, at night"\r\n2.jpg;Cat\n';
  const line = { at: 1_700_000_000_000, photo: 'ab'.repeat(32), concept: 'own:3', name: 'Mitzi', verdict: 1 };
  const described = { at: line.at, photo: line.photo, description: 'Mitzi at "home"\nasleep' };
  const journal = [line, { ...line, concept: 'n02121620', verdict: -1 }, described]
    .map((one) => `${JSON.stringify(one)}\n`)
    .join('');
  const takeout = JSON.stringify({
    title: 'a.jpg',
    photoTakenTime: { timestamp: '1500000000' },
    favorited: true,
    description: 'a',
  });
  const sidecar = makeSidecarText({
    subjects: ['cat'],
    hierarchical: ['animal|cat'],
    tagsList: [],
    fromModel: [],
    description: 'Mitzi &\nco',
  });
  const words = [...jsonWords, ',', ';', '\t', '"', '\r\n', '|', '/', 'own:1', 'n02121620', '(1)', '.json'];
  const faults = await findFaults(
    mutants,
    (mutator) => {
      const rows = () => readLabelTable(mutator.bytes(Buffer.from(mutator.text(table, words))));
      const mutant = mutator.text(journal, words);
      const { lines, skipped } = parseJournal(mutant);
      expect(lines.length + skipped).toBe(mutant.split('\n').filter((one) => one.trim() !== '').length);
      const keyword = mutator.text('animal|cat/Siamese cat', words);
      const lists = {
        subjects: [keyword],
        hierarchical: [keyword],
        tagsList: [keyword],
        iptc: [],
        fromModel: [],
        description: '',
      };
      for (const path of toKeywords(lists).keywords) expect(path.every((name) => name.trim() === name)).toBe(true);
      const changed = mutator.text(sidecar, words);
      expect(isUntouchedSidecar(changed)).toBe(changed === sidecar);
      findTakeout(mutator.text('IMG(1).jpg', words), [mutator.text('IMG.jpg(1).json', words)]);
      const word = () => parseTakeout(mutator.text(takeout, words), Date.UTC(2026, 0, 1));
      return mutator.below(2) === 0 ? rows() : word();
    },
    (error) => /^it is no JSON/u.test(error.message),
  );
  expect(faults).toEqual([]);
});

test('corrections that are brought in are taken, or left out line by line', async () => {
  const library = await openTestLibrary();
  const line = { at: 1_700_000_000_000, photo: 'ab'.repeat(32), concept: 'own:3', name: 'Mitzi', verdict: 1 };
  const described = { at: line.at, photo: line.photo, description: 'Mitzi at "home"\nasleep' };
  const text = [line, { ...line, concept: 'n02121620' }, { ...line, concept: 'mark:favourite' }, described]
    .map((one) => `${JSON.stringify(one)}\n`)
    .join('');
  const faults = await findFaults(Math.round(mutants / 5), async (mutator) => {
    await library.api.importDecisions({ text: mutator.text(text, jsonWords) });
  });
  expect(faults).toEqual([]);
  const { text: exported } = await library.api.exportDecisions({});
  expect(parseJournal(exported).skipped).toBe(0);
});

test('a damaged backup is refused in words, or the library it holds opens', async () => {
  const db = openTestDatabase();
  db.connection.pragma('wal_checkpoint(TRUNCATE)');
  const whole = readFileSync(db.connection.name);
  const faults = await findFaults(Math.max(1, Math.round(mutants / 10)), (mutator) => {
    const folder = makeTemporaryFolder();
    const path = join(folder, 'backup.sqlite');
    writeFileSync(path, mutator.bytes(whole));
    restoreLibrary(join(folder, 'data'), path, 1);
    const kept = openKeptDatabase(join(folder, 'data'), 2);
    listFolders(kept.db);
    listFailedFiles(kept.db, 1, 0);
    closeKeptDatabase(kept.db, join(folder, 'data'));
  });
  expect(faults).toEqual([]);
});
