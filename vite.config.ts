import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** Builds the renderer. Its pages run under a strict content policy: nothing inline, all addresses relative. */
export default defineConfig(({ mode }) => ({
  root: 'renderer',
  base: './',
  plugins: [svelte()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2024',
    // Older targets would have light-dark() rewritten, and then a part of the page could not be dark by itself.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    sourcemap: mode !== 'production',
    // An inlined asset is a data: address, which the content policy does not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What the first page needs is one file, not one for each set of rooms that share a part of it. The entry waits for
    // the texts of the language, which import from that file: it has to be outside of it.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'first-page',
              tags: ['$initial'],
              test: (id) => !/renderer\/(?:index[.]html|main[.]ts)$/u.test(id),
            },
          ],
        },
      },
    },
  },
}));
