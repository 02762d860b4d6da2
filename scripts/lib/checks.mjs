// The steps of `npm run check`: everything that can be said of the code without running it.
import { binOf } from './bin.mjs';
import { nodePath, run } from './node.mjs';
import { inRoot } from './paths.mjs';

/** Exit code of a step that could not be done here; what it wrote says why. */
export const SKIPPED = 77;

const LAYER_FOLDERS = ['shared', 'main', 'renderer'];

/** @returns {{ name: string, args: string[] }[]} each is a script with its arguments, for the project's own Node */
function listSteps() {
  return [
    { name: 'types', args: [binOf('typescript', 'tsc'), '--build', '--pretty'] },
    {
      name: 'svelte',
      args: [binOf('svelte-check'), '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings', '--output', 'human'],
    },
    { name: 'lint', args: [binOf('@biomejs/biome'), 'check', '--error-on-warnings', '.'] },
    { name: 'layers', args: [binOf('dependency-cruiser', 'depcruise'), '--no-progress', ...LAYER_FOLDERS] },
    { name: 'unused', args: [binOf('knip'), '--no-progress'] },
    { name: 'licences', args: [inRoot('scripts', 'check-licences.mjs')] },
    { name: 'audit', args: [inRoot('scripts', 'check-audit.mjs')] },
  ];
}

/**
 * Runs all steps one after the other, also after one has failed, and says of each how long it took.
 * @returns {Promise<{ name: string, ok: boolean, skipped: string | null, ms: number }[]>} `skipped` says why, where a step was
 */
export async function runChecks() {
  const results = [];
  for (const { name, args } of listSteps()) {
    const startedAt = performance.now();
    const { code, stdout, stderr } = await run(nodePath(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ms = performance.now() - startedAt;
    const skipped = code === SKIPPED ? stdout.trim() : null;
    const ok = code === 0 || skipped !== null;
    if (!ok) process.stdout.write(`${stdout}${stderr}\n`);
    const word = skipped !== null ? 'skipped' : ok ? 'ok    ' : 'FAILED';
    const why = skipped === null ? '' : `: ${skipped}`;
    process.stdout.write(`${word} check ${name} (${(ms / 1000).toFixed(1)} s)${why}\n`);
    results.push({ name, ok, skipped, ms });
  }
  return results;
}
