import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { makeSampleFolder } from '../../../test/support/library.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';

const entry = join(import.meta.dirname, 'main.ts');
const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('labels go out as tables and sidecars, keywords and whole libraries come in', { timeout: 120_000 }, async () => {
  const data = makeTemporaryFolder();
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const cat = join(folder, 'chelsea.png');
  const out = makeTemporaryFolder();
  const [csv, jsonl, all] = [join(out, 'labels.csv'), join(out, 'labels.jsonl'), join(out, 'all.bowerbird')];
  const commands: [string[], Record<string, unknown>][] = [
    [['index', folder, '--data', data], { indexed: 2 }],
    [['label', 'add', '--label', 'Our Mitzi', cat, '--data', data], { photos: 1 }],
    [['export', 'labels', csv, '--data', data], { file: csv, format: 'csv', photos: 2 }],
    [['export', 'labels', jsonl, '--search', 'mitzi OR cat', '--data', data], { format: 'jsonl', photos: 1 }],
    [['export', 'xmp', '--folder', join(out, 'xmp'), '--data', data], { written: 2, failed: 0 }],
    [['export', 'xmp', '--beside', '--search', 'cat', '--data', data], { written: 1, folder: null }],
    [['backup', 'library', all, '--data', data], { file: all }],
    // Wherever the option stands, it is the same library.
    [['restore', '--data', data, 'library', all], { folder: data, aside: [expect.anything(), expect.anything()] }],
    [['restore', 'library', all, '--data', join(out, 'new')], { folder: join(out, 'new'), aside: [] }],
    [['status', '--data', join(out, 'new')], { indexed: 2 }],
  ];
  if (hasPerl) commands.push([['import', 'keywords', folder, '--data', data], { photos: 2, labels: 0, unchanged: 1 }]);
  for (const [args, wanted] of commands) {
    const result = await run(...args, '--json');
    expect(result, args.join(' ')).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(result.stdout), args.join(' ')).toMatchObject(wanted);
  }
  const rows = parse(readFileSync(csv), { columns: true }) as unknown as Record<string, string>[];
  expect(rows).toContainEqual(expect.objectContaining({ path: cat, name: 'Our Mitzi', certainty: 'yours' }));
  const lines = readFileSync(jsonl, 'utf8').trimEnd().split('\n');
  expect(lines.every((line) => (JSON.parse(line) as { path: string }).path === cat)).toBe(true);
  expect(readdirSync(join(out, 'xmp', basename(folder))).sort()).toEqual(['chelsea.png.xmp', 'coffee.png.xmp']);
  expect(readdirSync(folder).sort()).toEqual(['chelsea.png', 'chelsea.png.xmp', 'coffee.png']);
});

test('what can not be done is told in one line', { timeout: 60_000 }, async () => {
  const data = makeTemporaryFolder();
  for (const [args, code] of [
    [['export'], 2],
    [['export', 'xmp', '--data', data], 2],
    [['export', 'labels', 'x', '--format', 'xlsx', '--data', data], 2],
    [['export', 'labels', join(data, 'nowhere', 'x.csv'), '--data', data], 1],
    [['import', 'keywords', data, '--data', data], 1],
    [['backup', 'library', join(data, 'x'), '--data', join(data, 'nothing')], 1],
    [['restore', 'library', join(data, 'nothing'), '--data', data], 1],
  ] as const) {
    const result = await run(...args);
    expect([result.code, result.stdout], args.join(' ')).toEqual([code, '']);
    if (code === 1) expect(result.stderr.trim().split('\n'), args.join(' ')).toHaveLength(1);
  }
  expect(readdirSync(data).some((name) => name.endsWith('.part'))).toBe(false);
});
