// npm run package [-- electron-builder's own options]: makes this system's installers in release/ (docs/packaging.md).
import { binOf } from './lib/bin.mjs';
import { nodePath, run } from './lib/node.mjs';
import { prepare, runScript } from './lib/prepare.mjs';

/** Where the app asks for newer versions of itself; without it, it never asks. @throws {Error} where it is no safe address */
function readFeed() {
  const feed = process.env.BOWERBIRD_UPDATE_FEED;
  if (!feed) return [];
  if (!URL.parse(feed)?.protocol.startsWith('https:'))
    throw new Error('BOWERBIRD_UPDATE_FEED has to be an https address.');
  return ['-c.publish.provider=generic', `-c.publish.url=${feed}`];
}

await runScript(async () => {
  const feed = readFeed();
  await prepare();
  const args = ['--publish', 'never', ...feed, ...process.argv.slice(2)];
  const { code } = await run(nodePath(), [binOf('electron-builder'), ...args]);
  return code;
});
