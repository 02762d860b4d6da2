// node scripts/check-audit.mjs: fails where a package that becomes part of the program has a known, serious hole.
import { auditPackages } from './lib/audit.mjs';
import { SKIPPED } from './lib/checks.mjs';
import { listShippedPackages } from './lib/licences.mjs';
import { runScript } from './lib/prepare.mjs';

await runScript(async () => {
  const packages = listShippedPackages();
  const { holes, unknown } = await auditPackages(packages);
  if (unknown !== null) {
    process.stdout.write(`${unknown}\n`);
    return SKIPPED;
  }
  if (holes.length > 0) throw new Error(`Packages with known holes:\n${holes.join('\n')}`);
  process.stdout.write(`${packages.length} packages, none with a known hole that is serious\n`);
});
