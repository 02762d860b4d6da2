// npm start [-- FOLDER... --data DIR --port N --no-open --browser]: installs, builds and runs the app, in Electron's
// window where its binary can be had, else in the browser.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureElectron, whyNoWindow } from './lib/electron.mjs';
import { nodePath, run } from './lib/node.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { prepare, runScript } from './lib/prepare.mjs';

/** An Electron that ends with an error within this time never showed its window. */
const STARTUP_MS = 10_000;

const USAGE = `npm start -- [FOLDER...] [options]
  --data DIR   where the library lives (default: the system's folder for app data)
  --browser    use the browser even where Electron is there
  --port N     port of the browser version (default: any free one)
  --no-open    do not open the browser`;

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}\n`);
    process.exit(2);
  }
}

/** @returns {Promise<string | null>} why there is no window, or null after it was there */
async function runInElectron(args) {
  const noWindow = whyNoWindow();
  if (noWindow !== null) return noWindow;
  const electron = await ensureElectron();
  if (electron === null) return 'its binary is not installed and could not be fetched';
  // Chromium refuses to run as root with its sandbox.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const startedAt = Date.now();
  const { code } = await run(electron, [root, ...asRoot, ...args]);
  if (code !== 0 && code < 128 && Date.now() - startedAt < STARTUP_MS) return `it ended at once with ${code}`;
  process.exitCode = code;
  return null;
}

await runScript(async () => {
  const { values, positionals } = readArguments();
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const userFolder = process.env.INIT_CWD ?? process.cwd();
  const folders = positionals.map((folder) => resolve(userFolder, folder));
  const data = values.data === undefined ? [] : ['--data', resolve(userFolder, values.data)];
  await prepare();
  if (!values.browser) {
    const problem = await runInElectron([...data, ...folders]);
    if (problem === null) return process.exitCode ?? 0;
    process.stderr.write(`No Electron window (${problem}): using the browser instead.\n`);
  }
  const port = values.port === undefined ? [] : ['--port', values.port];
  const open = values['no-open'] ? ['--no-open'] : [];
  const { code } = await run(nodePath(), [
    inRoot('dist', 'main', 'cli.js'),
    'serve',
    ...data,
    ...port,
    ...open,
    ...folders,
  ]);
  return code;
});
