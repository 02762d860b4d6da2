/**
 * Runs the main process of a packed app, laid out by `lay-out.ts`, on the stand-in for Electron:
 * `node run-packaged.ts <main module> [arguments of the app]`. Nothing but the packed files may be loaded.
 */
import { registerHooks } from 'node:module';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const standIn = new URL('../electron/fake-electron.ts', import.meta.url).href;
const [, , mainModule = ''] = process.argv;
/** `resources`: it holds `app.asar`, which holds `dist/main`. */
const resources = resolve(dirname(mainModule), '..', '..', '..');
const packed = `${pathToFileURL(resources).href}/`;

const { app }: typeof import('../electron/fake-electron.ts') = await import(standIn);
Object.defineProperty(app, 'isPackaged', { value: true });
Object.assign(process, { resourcesPath: resources });

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron') return { url: standIn, shortCircuit: true };
    const found = next(specifier, context);
    const isOutside = found.url.startsWith('file:') && !found.url.startsWith(packed) && found.url !== standIn;
    if (isOutside) throw new Error(`${specifier} is not in the package: ${found.url}`);
    return found;
  },
});

// The form of an installed Electron app: its program, then what the user gave.
process.argv.splice(1, 2);
await import(pathToFileURL(mainModule).href);
app.becomeReady();
process.send?.({ event: { kind: 'ready' } });
