import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const depcruise = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');

const FOLDERS = ['shared', 'main', 'renderer'];

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'bowerbird-layers-'));
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.base.json'])
    copyFileSync(join(root, name), join(project, name));
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

interface Report {
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

/** Writes files that import others (which are written too) and tells which rule each forbidden import breaks. */
function listBroken(imports: readonly (readonly [from: string, to: string])[]): (readonly string[])[] {
  const append = (path: string, text: string) => {
    mkdirSync(join(project, dirname(path)), { recursive: true });
    appendFileSync(join(project, path), text);
  };
  for (const folder of FOLDERS) mkdirSync(join(project, folder));
  for (const [i, [from, to]] of imports.entries()) {
    const up = '../'.repeat(from.split('/').length - 1);
    append(from, to.endsWith('.ts') ? `export { x as x${i} } from '${up}${to}';\n` : `import '${to}';\n`);
    if (to.endsWith('.ts')) append(to, '');
  }
  const args = [depcruise, '--no-progress', '-T', 'json', ...FOLDERS];
  const { stdout } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8', maxBuffer: 1e8 });
  const { summary }: Report = JSON.parse(stdout);
  return summary.violations.map(({ rule, from, to }) => [rule.name, from, to]);
}

describe('the layer rule', { timeout: 30_000 }, () => {
  it('lets each layer import what it may', () => {
    const broken = listBroken([
      ['shared/a.ts', 'shared/model/b.ts'],
      ['main/core/scan/a.ts', 'shared/c.ts'],
      ['main/core/scan/a.ts', 'main/core/db/a.ts'],
      ['main/core/scan/a.ts', 'main/core/scan/b.ts'],
      ['main/core/scan/a.ts', 'node:fs'],
      ['main/core/library.ts', 'main/core/queue/a.ts'],
      ['main/core/library.ts', 'main/core/media.ts'],
      ['main/workers/decode-worker.ts', 'main/core/decode/a.ts'],
      ['main/rpc/a.ts', 'shared/c.ts'],
      ['main/faces/http/a.ts', 'main/rpc/b.ts'],
      ['main/faces/http/a.ts', 'main/faces/runtime.ts'],
      ['main/faces/http/a.ts', 'main/faces/http/b.ts'],
      ['main/faces/http/a.ts', 'main/core/library.ts'],
      ['main/faces/cli/serve.ts', 'main/faces/http/server.ts'],
      ['renderer/a.ts', 'renderer/state/b.ts'],
      ['renderer/a.ts', 'shared/c.ts'],
      ['main/core/scan/a.test.ts', 'main/core/queue/b.ts'],
    ]);
    expect(broken).toEqual([]);
  });

  it('refuses any other', () => {
    const forbidden = [
      ['shared', 'shared/a.ts', 'main/core/db/a.ts'],
      ['shared', 'shared/a.ts', 'renderer/b.ts'],
      ['core-stage', 'main/core/scan/a.ts', 'main/core/queue/a.ts'],
      ['core-stage', 'main/core/db/b.ts', 'main/core/scan/b.ts'],
      ['core-stage', 'main/core/scan/c.ts', 'main/core/library.ts'],
      ['core-stage', 'main/core/scan/d.ts', 'main/rpc/a.ts'],
      ['core-wiring', 'main/core/media.ts', 'main/rpc/a.ts'],
      ['workers', 'main/workers/a.ts', 'main/core/search/a.ts'],
      ['rpc', 'main/rpc/b.ts', 'main/core/library.ts'],
      ['face', 'main/faces/http/a.ts', 'main/faces/electron/a.ts'],
      ['face', 'main/faces/cli/a.ts', 'main/faces/http/server.ts'],
      ['face', 'main/faces/http/b.ts', 'main/core/db/a.ts'],
      ['cli-serve', 'main/faces/cli/serve.ts', 'main/faces/electron/a.ts'],
      ['faces-common', 'main/faces/runtime.ts', 'main/faces/http/c.ts'],
      ['renderer', 'renderer/a.ts', 'main/rpc/a.ts'],
    ] as const;
    const sorted = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(' ')).sort();
    expect(sorted(listBroken(forbidden.map(([, from, to]) => [from, to])))).toEqual(sorted(forbidden));
  });

  it('keeps Node out of what runs in the page, and Electron in its face', () => {
    mkdirSync(join(project, 'node_modules', 'electron'), { recursive: true });
    writeFileSync(join(project, 'node_modules', 'electron', 'index.js'), '');
    writeFileSync(join(project, 'package.json'), '{ "devDependencies": { "electron": "1.0.0" } }');
    const broken = listBroken([
      ['renderer/a.ts', 'node:fs'],
      ['main/faces/http/a.ts', 'electron'],
      ['main/faces/electron/a.ts', 'electron'],
    ]);
    expect(broken.map(([rule, from]) => [rule, from])).toEqual([
      ['electron-only-in-its-face', 'main/faces/http/a.ts'],
      ['no-node-outside-main', 'renderer/a.ts'],
    ]);
  });

  it('refuses cycles', () => {
    const broken = listBroken([
      ['shared/a.ts', 'shared/b.ts'],
      ['shared/b.ts', 'shared/a.ts'],
    ]);
    expect(new Set(broken.map(([rule]) => rule))).toEqual(new Set(['no-cycles']));
  });
});
