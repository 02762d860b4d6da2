import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  addUp,
  errorsBeside,
  failure,
  readPlaywrightReport,
  readVitestReport,
} from '../../scripts/lib/test-reports.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bowerbird-reports-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(report: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(report));
  return path;
}

it('counts an error outside of any test of Vitest, and says where it began', () => {
  const path = write({ testResults: [] });
  const stack =
    "Error: it can't\n    at node:internal/x:1:1\n    at run (/p/node_modules/y.js:2:2)\n    at mine (/p/main/z.ts:3:3)";
  writeFileSync(
    errorsBeside(path),
    JSON.stringify([{ message: "it can't\nbe", stack, file: '/p/one.test.ts' }, { message: 'gone' }]),
  );
  expect(readVitestReport(path)).toEqual({
    passed: 0,
    failed: 2,
    skipped: [],
    failures: [
      "outside of any test: it can't, at mine (/p/main/z.ts:3:3), while /p/one.test.ts ran",
      'outside of any test: gone',
    ],
  });
});

it('counts the tests of Vitest, and a file that could not be loaded as one failure', () => {
  const assertionResults = [
    { fullName: 'a', status: 'passed' },
    { fullName: 'b', status: 'failed' },
    { fullName: 'c', status: 'pending' },
    { fullName: 'd', status: 'skipped' },
    { fullName: 'e', status: 'todo' },
  ];
  const testResults = [
    { name: 'one.test.ts', status: 'failed', assertionResults },
    { name: 'two.test.ts', status: 'failed', assertionResults: [] },
  ];
  expect(readVitestReport(write({ testResults }))).toEqual({
    passed: 1,
    failed: 2,
    skipped: ['c', 'd', 'e'],
    failures: ['b', 'two.test.ts'],
  });
});

it('counts the tests of Playwright, and an error outside of any test as one failure', () => {
  const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
  const report = {
    suites: [
      {
        title: 'e2e/a.spec.ts',
        specs: [spec('a', 'expected'), spec('b', 'skipped')],
        suites: [{ title: 'group', specs: [spec('c', 'unexpected'), spec('d', 'flaky')] }],
      },
    ],
    errors: [{ message: 'Cannot load x\nat y' }],
  };
  expect(readPlaywrightReport(write(report))).toEqual({
    passed: 2,
    failed: 2,
    skipped: ['e2e/a.spec.ts > b'],
    failures: ['e2e/a.spec.ts > group > c', 'Cannot load x'],
  });
});

it('takes a report that is not there for a failure', () => {
  expect(readVitestReport(join(folder, 'none.json')).failed).toBe(1);
  expect(readPlaywrightReport(join(folder, 'none.json')).failed).toBe(1);
});

it('adds up', () => {
  const one = { passed: 2, failed: 0, skipped: ['x'], failures: [] };
  expect(addUp([one, failure('build')])).toEqual({ passed: 2, failed: 1, skipped: ['x'], failures: ['build'] });
  expect(addUp([])).toEqual({ passed: 0, failed: 0, skipped: [], failures: [] });
});
