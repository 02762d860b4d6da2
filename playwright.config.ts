import { defineConfig } from '@playwright/test';

const isRoot = process.getuid?.() === 0;
const browser = process.env.BOWERBIRD_BROWSER;

/** `npm test` finds the browser and names it in BOWERBIRD_BROWSER; without it Playwright's own download is used. */
export default defineConfig({
  testDir: 'test',
  testMatch: ['e2e/**/*.{spec,test}.ts', 'electron/**/*.spec.ts', 'electron-real/**/*.spec.ts'],
  outputDir: 'test-results/playwright',
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  // The app indexes with all cores; a second one beside it would only make time limits unreliable.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  use: {
    headless: true,
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(browser === undefined ? {} : { executablePath: browser }),
      // Chromium refuses to run as root with its sandbox.
      args: isRoot ? ['--no-sandbox'] : [],
    },
  },
});
