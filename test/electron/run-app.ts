/** Runs the built app's main process on the stand-in: `node run-app.ts <main module> [arguments of the app]`. */
import { registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const standIn = new URL('./fake-electron.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    return specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context);
  },
});

const [, , mainModule = ''] = process.argv;
// Electron's own form: the binary, the app's folder where it is not an installed one, then what the user gave.
process.argv.splice(1, 2, ...(process.env.STAND_IN_PACKAGED === '1' ? [] : ['.']));
// An installed program knows the folder of its archive; this one has none.
Object.assign(process, { resourcesPath: dirname(mainModule) });
const { app }: typeof import('./fake-electron.ts') = await import(standIn);
await import(pathToFileURL(mainModule).href);
// As in Electron: a main module that never ends, because it waits for `ready` at its top level, never gets it.
app.becomeReady();
process.send?.({ event: { kind: 'ready' } });
