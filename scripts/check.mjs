// npm run check: types, lint, layer rule, unused code.
import { runChecks } from './lib/checks.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runScript } from './lib/prepare.mjs';

await runScript(async () => {
  await ensureInstalled();
  const results = await runChecks();
  return results.every((result) => result.ok) ? 0 : 1;
});
