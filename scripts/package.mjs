// npm run package [-- electron-builder's own options]: makes this system's installers in release/.
import { binOf } from './lib/bin.mjs';
import { nodePath, run } from './lib/node.mjs';
import { prepare, runScript } from './lib/prepare.mjs';

await runScript(async () => {
  await prepare();
  const { code } = await run(nodePath(), [binOf('electron-builder'), ...process.argv.slice(2)]);
  return code;
});
