// npm run package:dry [-- OUTPUT]: packs the app for this Linux as an installer would have it, around a stand-in for Electron.
import { resolve } from 'node:path';
import { binOf } from './lib/bin.mjs';
import { nodePath, run } from './lib/node.mjs';
import { inRoot } from './lib/paths.mjs';
import { prepare, runScript } from './lib/prepare.mjs';
import { makeStandInElectron } from './package/stand-in-electron.mjs';

await runScript(async () => {
  if (process.platform !== 'linux')
    throw new Error('There is a stand-in for Electron on Linux only: use "npm run package -- --dir".');
  await prepare();
  const electron = inRoot('.cache', 'stand-in-electron');
  makeStandInElectron(electron);
  const output = resolve(process.argv[2] ?? inRoot('.cache', 'package-dry'));
  const settings = [`-c.electronDist=${electron}`, `-c.directories.output=${output}`];
  const args = ['--linux', 'dir', `--${process.arch}`, '--publish', 'never', ...settings];
  const { code } = await run(nodePath(), [binOf('electron-builder'), ...args]);
  return code;
});
