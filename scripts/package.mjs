// npm run package [-- electron-builder's own options]: makes this system's installers in release/ (docs/packaging.md).
import { binOf } from './lib/bin.mjs';
import { nodePath, run } from './lib/node.mjs';
import { prepare, runScript } from './lib/prepare.mjs';

/** Variables that workflows set to nothing where there is no secret; electron-builder would take some for given. */
const SECRETS = [
  'CSC_LINK',
  'CSC_KEY_PASSWORD',
  'CSC_NAME',
  'APPLE_ID',
  'APPLE_APP_SPECIFIC_PASSWORD',
  'APPLE_TEAM_ID',
];

/** Where the app asks for newer versions of itself; without it, it never asks. @throws {Error} where it is no safe address */
function readFeed() {
  const feed = process.env.BOWERBIRD_UPDATE_FEED;
  if (!feed) return [];
  if (URL.parse(feed)?.protocol !== 'https:') throw new Error('BOWERBIRD_UPDATE_FEED has to be an https address.');
  return ['-c.publish.provider=generic', `-c.publish.url=${feed}`];
}

/** Without a certificate, an app for Macs with Apple's processors has to be signed as nobody's to start at all. */
function readSigning() {
  if (process.platform !== 'darwin' || process.env.CSC_LINK || process.env.CSC_NAME) return [];
  process.stderr.write("No certificate in CSC_LINK or CSC_NAME: the app will be signed as nobody's.\n");
  return ['-c.mac.identity=-', '-c.mac.hardenedRuntime=false', '-c.mac.notarize=false'];
}

await runScript(async () => {
  for (const name of SECRETS) if (process.env[name] === '') delete process.env[name];
  const settings = [...readFeed(), ...readSigning()];
  await prepare();
  const args = [binOf('electron-builder'), '--publish', 'never', ...settings, ...process.argv.slice(2)];
  const { code } = await run(nodePath(), args);
  return code;
});
