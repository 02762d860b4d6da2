// Builds renderer, main and preload into dist/. Imported only after the install, under the project's own Node.
import { rmSync } from 'node:fs';
import { build } from 'vite';
import { writeLicences } from './licences.mjs';
import { inRoot, root } from './paths.mjs';

/** Entry files of the main side; each becomes dist/main/<name>.js. Workers are started from there by name. */
const MAIN_ENTRIES = {
  // A file of its own, so that it runs before what the others import.
  'more-threads': 'main/faces/more-threads.ts',
  cli: 'main/faces/cli/main.ts',
  electron: 'main/faces/electron/main.ts',
  'decode-worker': 'main/workers/decode-worker.ts',
  'classify-worker': 'main/workers/classify-worker.ts',
  'learn-worker': 'main/workers/learn-worker.ts',
  'copy-worker': 'main/workers/copy-worker.ts',
};

const common = { root, configFile: false, publicDir: false, logLevel: 'warn', clearScreen: false };

/** Tells the packages of which a build took code. @param {Set<string>} names is added to */
function noteTo(names) {
  return {
    name: 'note-packages',
    generateBundle(_options, bundle) {
      for (const output of Object.values(bundle)) {
        for (const [id, { renderedLength }] of Object.entries(output.modules ?? {})) {
          const [, name] = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/u.exec(id) ?? [];
          if (name !== undefined && renderedLength > 0) names.add(name.replace('\\', '/'));
        }
      }
    },
  };
}

/** @param {Set<string>} packages gets the names of those that the page took code of */
function buildRenderer(packages) {
  return build({
    configFile: inRoot('vite.config.ts'),
    plugins: [noteTo(packages)],
    logLevel: 'warn',
    clearScreen: false,
    build: {
      outDir: inRoot('dist', 'renderer'),
      emptyOutDir: true,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
}

/** ES modules for Node; packages stay outside. All files lie flat in one folder, so that relative URLs hold in chunks too. */
function buildMain() {
  return build({
    ...common,
    build: {
      ssr: true,
      target: 'node22',
      outDir: inRoot('dist', 'main'),
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(MAIN_ENTRIES).map(([name, path]) => [name, inRoot(path)])),
        external: ['electron'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
      },
    },
  });
}

/** One CommonJS file with everything inside: a sandboxed preload can `require` nothing but `electron`. */
function buildPreload() {
  return build({
    ...common,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'chrome140',
      outDir: inRoot('dist', 'main'),
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { preload: inRoot('main/faces/electron/preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  });
}

/** Builds everything. @returns {Promise<void>} */
export async function buildAll() {
  rmSync(inRoot('dist', '.stamp'), { force: true });
  await buildMain();
  await buildPreload();
  const inPage = new Set();
  await buildRenderer(inPage);
  writeLicences(inPage);
}
