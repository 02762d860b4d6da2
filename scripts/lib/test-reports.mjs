// Reads the JSON reports of the test runners and adds them up.
import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {{ passed: number, failed: number, skipped: string[], failures: string[] }} Tally
 * `skipped` and `failures` are names.
 */

/** A tally of one thing that failed as a whole. @returns {Tally} */
export function failure(name) {
  return { passed: 0, failed: 1, skipped: [], failures: [name] };
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function addUp(tallies) {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.reduce((sum, tally) => sum + tally.failed, 0),
    skipped: tallies.flatMap((tally) => tally.skipped),
    failures: tallies.flatMap((tally) => tally.failures),
  };
}

/** @param {readonly { name: string, outcome: 'passed' | 'failed' | 'skipped' }[]} tests @returns {Tally} */
export function tallyOf(tests) {
  const namesOf = (outcome) => tests.filter((test) => test.outcome === outcome).map((test) => test.name);
  const failures = namesOf('failed');
  return { passed: namesOf('passed').length, failed: failures.length, skipped: namesOf('skipped'), failures };
}

function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

const VITEST_OUTCOMES = { passed: 'passed', failed: 'failed' };

/** Where errors outside of any test are kept. @param {string} path of the report of Vitest's `json` reporter */
export function errorsBeside(path) {
  return path.replace(/\.json$/u, '-errors.json');
}

/** In one line: what went wrong, in which line of ours it began, and which tests ran. */
function describeOutsideError({ message, stack, file }) {
  const where = stack?.split('\n').find((line) => /^\s+at /u.test(line) && !/node_modules|node:/u.test(line));
  const parts = [String(message).split('\n')[0], where?.trim(), file && `while ${file} ran`];
  return `outside of any test: ${parts.filter(Boolean).join(', ')}`;
}

/**
 * @param {string} path of the report of Vitest's `json` reporter
 * @returns {Tally} in which a file that could not even be loaded counts as one failure, and so does each error outside of
 * any test
 */
export function readVitestReport(path) {
  const report = readReport(path);
  if (report === null) return failure('Vitest left no report');
  const tests = report.testResults.flatMap((file) => {
    if (file.assertionResults.length === 0 && file.status === 'failed') return [{ name: file.name, outcome: 'failed' }];
    return file.assertionResults.map(({ fullName, status }) => ({
      name: fullName,
      outcome: VITEST_OUTCOMES[status] ?? 'skipped',
    }));
  });
  const errors = readReport(errorsBeside(path)) ?? [];
  return addUp([tallyOf(tests), ...errors.map((error) => failure(describeOutsideError(error)))]);
}

const PLAYWRIGHT_OUTCOMES = { expected: 'passed', flaky: 'passed', unexpected: 'failed', skipped: 'skipped' };

function listPlaywrightTests(suite, titles) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({
      name: [...titles, spec.title].join(' > '),
      outcome: PLAYWRIGHT_OUTCOMES[test.status] ?? 'failed',
    })),
  );
  const below = (suite.suites ?? []).flatMap((inner) => listPlaywrightTests(inner, [...titles, inner.title]));
  return [...own, ...below];
}

/**
 * @param {string} path of the report of Playwright's `json` reporter
 * @returns {Tally} in which an error outside of any test counts as one failure
 */
export function readPlaywrightReport(path) {
  const report = readReport(path);
  if (report === null) return failure('Playwright left no report');
  const errors = (report.errors ?? []).map((error) => ({
    name: String(error.message).split('\n')[0],
    outcome: 'failed',
  }));
  return tallyOf([...listPlaywrightTests(report, []), ...errors]);
}
