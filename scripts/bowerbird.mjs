// npm run --silent bowerbird -- COMMAND: the command line, installed and built when needed.
import { pathToFileURL } from 'node:url';
import { isNodeNewEnough, nodePath, run } from './lib/node.mjs';
import { inRoot } from './lib/paths.mjs';
import { prepare, runScript } from './lib/prepare.mjs';

const cli = inRoot('dist', 'main', 'cli.js');
const args = process.argv.slice(2);
/** npm runs scripts in the project's root; paths that the user types are relative to where the user is. */
const userFolder = process.env.INIT_CWD ?? process.cwd();

await runScript(async () => {
  await prepare({ toStderr: true });
  if (!isNodeNewEnough) return (await run(nodePath(), [cli, ...args], { cwd: userFolder })).code;
  // npm runs this script with the project's own Node already: no need for another process.
  process.chdir(userFolder);
  process.argv = [process.execPath, cli, ...args];
  await import(pathToFileURL(cli).href);
  return process.exitCode;
});
