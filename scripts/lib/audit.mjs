// What the registry's list of known holes says of the packages that the program is made of.
import { relative } from 'node:path';
import { findNpm } from './install.mjs';
import { run } from './node.mjs';
import { root } from './paths.mjs';

/** From where on it is a failure. */
const TOO_BAD = ['high', 'critical'];
/** No answer within this time is none; a registry that is there takes a second or two. */
const ANSWER_MS = 20_000;
const TIME_LIMIT_MS = 60_000;

/**
 * What an audit found out: `holes` has a line for each package with a known hole, or `unknown` says why nothing is known.
 * @typedef {{ holes: string[], unknown: null } | { holes: null, unknown: string }} Audit
 */

/**
 * Reads the answer of `npm audit --json`.
 * @param {string} text what npm wrote
 * @param {ReadonlySet<string>} shipped paths of packages that count, as the lock file has them
 * @returns {Audit}
 */
export function readAudit(text, shipped) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return { holes: null, unknown: 'npm gave no report' };
  }
  if (typeof report.vulnerabilities !== 'object' || report.vulnerabilities === null) {
    const said = report.message ?? report.error?.summary ?? '';
    return { holes: null, unknown: `the registry does not tell${said === '' ? '' : ` (${said.split('\n')[0]})`}` };
  }
  const holes = Object.entries(report.vulnerabilities)
    .filter(([, { severity, nodes }]) => TOO_BAD.includes(severity) && nodes.some((path) => shipped.has(path)))
    .map(([name, { severity, range, via }]) => {
      const titles = via.map((cause) => (typeof cause === 'string' ? `by ${cause}` : `${cause.title} ${cause.url}`));
      return `${name} ${range} (${severity}): ${titles.join('; ')}`;
    });
  return { holes, unknown: null };
}

/**
 * Asks the registry.
 * @param {readonly import('./packages.mjs').Package[]} packages that count, besides Electron
 * @returns {Promise<Audit>}
 */
export async function auditPackages(packages) {
  const npm = findNpm();
  const args = ['audit', '--json', '--fetch-retries=0', `--fetch-timeout=${ANSWER_MS}`, '--loglevel=silent'];
  const shipped = new Set(packages.map(({ folder }) => relative(root, folder).replaceAll('\\', '/')));
  // No code of the program imports it; it is packed all the same.
  shipped.add('node_modules/electron');
  try {
    const { stdout } = await run(npm.command, [...npm.first, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: npm.shell,
      timeout: TIME_LIMIT_MS,
    });
    return readAudit(stdout, shipped);
  } catch {
    return { holes: null, unknown: 'there is no npm to ask with' };
  }
}
