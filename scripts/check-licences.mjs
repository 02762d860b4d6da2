// node scripts/check-licences.mjs: fails where a package that becomes part of the program is under a licence that it may not be.
import { findRefused, listShippedPackages } from './lib/licences.mjs';
import { runScript } from './lib/prepare.mjs';

await runScript(async () => {
  const packages = listShippedPackages();
  const refused = findRefused(packages);
  if (refused.length > 0) throw new Error(`Licences that are not allowed:\n${refused.join('\n')}`);
  process.stdout.write(`${packages.length} packages, all under allowed licences\n`);
});
