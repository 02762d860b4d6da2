// The steps of `npm run check`: everything that can be said of the code without running it.
import { binOf } from './bin.mjs';
import { nodePath, run } from './node.mjs';
import { inRoot } from './paths.mjs';

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
  ];
}

/**
 * Runs all steps one after the other, also after one has failed, and says of each how long it took.
 * @returns {Promise<{ name: string, ok: boolean, ms: number }[]>}
 */
export async function runChecks() {
  const results = [];
  for (const { name, args } of listSteps()) {
    const startedAt = performance.now();
    const { code, stdout, stderr } = await run(nodePath(), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const ms = performance.now() - startedAt;
    if (code !== 0) process.stdout.write(`${stdout}${stderr}\n`);
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} check ${name} (${(ms / 1000).toFixed(1)} s)\n`);
    results.push({ name, ok: code === 0, ms });
  }
  return results;
}
