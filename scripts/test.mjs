// npm test [-- --only check|unit|e2e]: installs, checks, builds, runs all tests, and ends with "N passed, N failed".
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { binOf } from './lib/bin.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { runChecks } from './lib/checks.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { nodePath, run } from './lib/node.mjs';
import { inRoot } from './lib/paths.mjs';
import { ensureBuilt } from './lib/prepare.mjs';
import { addUp, failure, readPlaywrightReport, readVitestReport, tallyOf } from './lib/test-reports.mjs';

const results = inRoot('test-results');

async function check() {
  const steps = await runChecks();
  return tallyOf(
    steps.map(({ name, ok, skipped }) => {
      if (skipped !== null) return { name: `check ${name}: ${skipped}`, outcome: 'skipped' };
      return { name: `check ${name}`, outcome: ok ? 'passed' : 'failed' };
    }),
  );
}

async function unit() {
  const report = `${results}/vitest.json`;
  const own = inRoot('scripts/lib/outside-errors-reporter.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--reporter=${own}`, `--outputFile.json=${report}`];
  const { code } = await run(nodePath(), [binOf('vitest'), 'run', ...reporters]);
  const tally = readVitestReport(report);
  return code !== 0 && tally.failed === 0
    ? addUp([tally, failure(`Vitest failed as a whole (exit ${code}), see above`)])
    : tally;
}

async function e2e() {
  const browser = await ensureBrowser();
  const report = `${results}/playwright.json`;
  const env = { ...process.env, BOWERBIRD_BROWSER: browser };
  const { code } = await run(nodePath(), [binOf('@playwright/test', 'playwright'), 'test'], { env });
  const tally = readPlaywrightReport(report);
  return code !== 0 && tally.failed === 0
    ? addUp([tally, failure(`Playwright: an error outside of any test (exit ${code}), see above`)])
    : tally;
}

const PARTS = { check, unit, e2e };

function readArguments() {
  try {
    const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
    if (only === undefined) return Object.keys(PARTS);
    if (Object.hasOwn(PARTS, only)) return [only];
    throw new Error(`There is no part "${only}": ${Object.keys(PARTS).join(', ')}`);
  } catch (error) {
    process.stderr.write(`${error.message}\nnpm test -- [--only check|unit|e2e]\n`);
    process.exit(2);
  }
}

/** A part that can't even start is one failure; the parts after it run all the same. */
async function attempt(name, part) {
  try {
    return await part();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    return failure(name);
  }
}

function report({ passed, failed, skipped, failures }) {
  const lines = [
    '',
    ...skipped.map((name) => `skipped: ${name}`),
    ...failures.map((name) => `FAILED: ${name}`),
    `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const parts = readArguments();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const tallies = [];
const prepared = await attempt('install', async () => {
  await ensureInstalled();
  return addUp([]);
});
tallies.push(prepared);
if (prepared.failed === 0) {
  if (parts.some((part) => part !== 'check'))
    tallies.push(await attempt('build', () => ensureBuilt().then(() => addUp([]))));
  for (const part of parts) tallies.push(await attempt(part, PARTS[part]));
}
const total = addUp(tallies);
report(total);
process.exitCode = total.failed === 0 ? 0 : 1;
