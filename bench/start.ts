import { statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { percentile } from './random.ts';
import { prepareLibrary } from './renderer-data.ts';
import { hasGrid, hasPicture } from './renderer-page.ts';
import { serveApp } from './serve.ts';

const STARTS = 5;
const FIRST_START_MS = 600_000;
const SETTLE_MS = 5_000;

export interface StartBenchResult {
  photos: number;
  /** From the start of the program until it listens. */
  listeningMs: number;
  /** Until a page in an open browser shows the place of its first photo. */
  firstPhotoMs: number;
  /** Until it shows the picture of one. */
  firstPictureMs: number;
  databaseBytesPerPhoto: number;
  /** Of the program and all that it has started, some seconds after the page is there; null where the system does not tell. */
  memoryMb: { now: number; peak: number } | null;
}

/** Starts the built app with a synthetic library again and again; medians. @throws Error where it, or a browser, is missing */
export async function benchStart(photos: number): Promise<StartBenchResult> {
  const dataFolder = await prepareLibrary(photos);
  const isRoot = process.getuid?.() === 0;
  const executablePath = process.env.BOWERBIRD_BROWSER;
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: isRoot ? ['--no-sandbox'] : [],
  });
  const listening: number[] = [];
  const first: number[] = [];
  const pictures: number[] = [];
  let memoryMb: StartBenchResult['memoryMb'] = null;
  try {
    // At the first start the search index is made from the database and written for the next one.
    for (let start = 0; start <= STARTS; start++) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      page.setDefaultTimeout(FIRST_START_MS);
      const startedAt = performance.now();
      const app = await serveApp(dataFolder);
      const listeningMs = performance.now() - startedAt;
      // Not until it has loaded: that is when all pictures in the window have.
      await page.goto(app.url, { waitUntil: 'commit' });
      await page.waitForFunction(hasGrid);
      const firstMs = performance.now() - startedAt;
      await page.waitForFunction(hasPicture);
      if (start > 0) {
        listening.push(listeningMs);
        first.push(firstMs);
        pictures.push(performance.now() - startedAt);
      }
      await page.waitForTimeout(SETTLE_MS);
      memoryMb = app.memoryMb();
      await page.close();
      await app.stop();
    }
  } finally {
    await browser.close();
  }
  return {
    photos,
    listeningMs: Math.round(percentile(listening, 0.5)),
    firstPhotoMs: Math.round(percentile(first, 0.5)),
    firstPictureMs: Math.round(percentile(pictures, 0.5)),
    databaseBytesPerPhoto: Math.round(statSync(join(dataFolder, 'library.sqlite')).size / photos),
    memoryMb,
  };
}
