// Finds the program of an installed package, to be run with the project's own Node: no shell, no batch files.
import { readFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';

/**
 * @param {string} packageName
 * @param {string} [binName] where it is not the package's own name
 * @returns {string} path of the program's script
 */
export function binOf(packageName, binName = packageName.split('/').pop()) {
  const folder = inRoot('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return `${folder}/${typeof bin === 'string' ? bin : bin[binName]}`;
}
