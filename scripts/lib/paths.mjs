// Where things are. Plain Node: nothing here may need an installed package.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {...string} parts of a path below the root */
export const inRoot = (...parts) => join(root, ...parts);

/** The project's own Node (a dev dependency): native modules, tests and worker threads of `.ts` files need it. */
export const projectNode = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
