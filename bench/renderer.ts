import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type CDPSession, chromium, type Page } from '@playwright/test';
import { percentile } from './random.ts';
import { prepareLibrary, THUMBNAILS } from './renderer-data.ts';
import { countFrames, fling, hasGrid, jumpToEnd, watchKeys, watchStart } from './renderer-page.ts';
import { serveApp } from './serve.ts';

const root = resolve(import.meta.dirname, '..');
const INDEX_MS = 600_000;
const NAVIGATIONS = 5;
const FLING_SECONDS = 10;
const REST_MS = 800;
/** A frame that took longer than this was not drawn in time at 60 a second. */
const LATE_FRAME_MS = 25;
const KEY_PAUSE_MS = 150;
const RESIZES = 30;
const WORDS = ['siamese', 'dog', 'mountain', 'sports car', 'bird'];
const QUERIES = ['cat', 'dog', 'animal', 'sports car', 'year:2019', 'bird -eagle', 'espresso', 'food'];

interface Spread {
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
}

interface FrameReport extends Spread {
  frames: number;
  perSecond: number;
  /** Share of frames that came later than the next but one of a 60 Hz screen. */
  lateShare: number;
}

export interface RendererBenchResult {
  photos: number;
  /** The newest photos, which have thumbnails: links to a few files made of the samples. */
  thumbnails: number;
  browser: string;
  /** From navigation, with the library's index ready: until a photo's place is there, and its picture. */
  firstTileMs: Spread;
  firstPictureMs: Spread;
  layoutResponseMb: number;
  fling: FrameReport & {
    seconds: number;
    px: number;
    longTasks: number;
    longestTaskMs: number;
    /** Of the page's main thread, as shares of the time. */
    scriptShare: number;
    styleAndLayoutShare: number;
    taskShare: number;
  };
  /** From the key until the last photo of the library is there. */
  jumpToEndMs: number;
  /** Frames while the window changes its width again and again, at the end of the library. */
  resize: FrameReport;
  keyToSuggestionsMs: Spread & { keys: number };
  keyToResultsMs: Spread & { keys: number };
  /** After garbage collection, before and after scrolling up and down for `minutes`. */
  memory: { minutes: number; beforeMb: number; afterMb: number; nodesBefore: number; nodesAfter: number };
  /** What the first page loads, compressed. */
  firstPageGzipKb: { script: number; style: number };
}

/** Measures the built app (`npm run build`) in a real Chromium, over the HTTP face. @throws Error where either is missing */
export async function benchRenderer(photos: number, minutes: number): Promise<RendererBenchResult> {
  const dataFolder = await prepareLibrary(photos);
  const served = await serveApp(dataFolder);
  const isRoot = process.getuid?.() === 0;
  const executablePath = process.env.BOWERBIRD_BROWSER;
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ['--js-flags=--expose-gc', ...(isRoot ? ['--no-sandbox'] : [])],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript(watchStart);
    page.setDefaultTimeout(INDEX_MS);
    const cdp = await page.context().newCDPSession(page);
    // Time of the processor: what else runs on the machine does not count.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const start = await measureStart(page, served.url);
    const flung = await measureFling(page, cdp);
    const keyToSuggestionsMs = await measureSuggestions(page);
    const keyToResultsMs = await measureResults(page);
    await page.goto(served.url);
    await page.waitForFunction(hasGrid);
    const memory = await measureMemory(page, cdp, minutes);
    const jumpToEndMs = round(await page.evaluate(jumpToEnd, photos));
    const resize = await measureResize(page);
    return {
      photos,
      thumbnails: Math.min(photos, THUMBNAILS),
      browser: browser.version(),
      ...start,
      fling: flung,
      jumpToEndMs,
      resize,
      keyToSuggestionsMs,
      keyToResultsMs,
      memory,
      firstPageGzipKb: measureBundle(),
    };
  } finally {
    await browser.close();
    await served.stop();
  }
}

/** The built app in a process of its own. */
async function measureStart(page: Page, url: string) {
  await page.goto(url);
  // The first time, the library's index is laid out; that is measured elsewhere.
  await page.waitForFunction(hasGrid);
  const tiles: number[] = [];
  const pictures: number[] = [];
  let bytes = 0;
  page.on('response', (response) => {
    if (response.url().endsWith('/getResultLayout')) void response.body().then((body) => (bytes = body.length));
  });
  for (let i = 0; i < NAVIGATIONS; i++) {
    await page.goto(url);
    await page.waitForFunction(() => window.benchStart.firstPicture !== undefined);
    const { firstTile = 0, firstPicture = 0 } = await page.evaluate(() => window.benchStart);
    tiles.push(firstTile);
    pictures.push(firstPicture);
    await page.waitForTimeout(REST_MS);
  }
  return {
    firstTileMs: spreadOf(tiles),
    firstPictureMs: spreadOf(pictures),
    layoutResponseMb: Math.round(bytes / 1e4) / 100,
  };
}

async function measureFling(page: Page, cdp: CDPSession): Promise<RendererBenchResult['fling']> {
  await page.waitForTimeout(REST_MS);
  const before = await readMetrics(cdp);
  const { frames, longTasks, px } = await page.evaluate(fling, { seconds: FLING_SECONDS, direction: 1 });
  const after = await readMetrics(cdp);
  const shareOf = (...names: string[]) =>
    Math.round(
      (names.reduce((sum, name) => sum + (after[name] ?? 0) - (before[name] ?? 0), 0) / FLING_SECONDS) * 1000,
    ) / 1000;
  return {
    ...reportFrames(frames),
    seconds: FLING_SECONDS,
    px,
    longTasks: longTasks.length,
    longestTaskMs: Math.max(0, ...longTasks),
    scriptShare: shareOf('ScriptDuration'),
    styleAndLayoutShare: shareOf('LayoutDuration', 'RecalcStyleDuration'),
    taskShare: shareOf('TaskDuration'),
  };
}

async function measureSuggestions(page: Page): Promise<Spread & { keys: number }> {
  await page.evaluate(watchKeys, '[role="listbox"]');
  const box = page.getByRole('combobox', { name: 'Search your photos' });
  for (const word of WORDS) {
    await box.fill('');
    await box.pressSequentially(word, { delay: KEY_PAUSE_MS });
    await page.waitForTimeout(REST_MS);
  }
  const answers = await readAnswers(page);
  await box.fill('');
  await box.press('Escape');
  return answers;
}

async function measureResults(page: Page): Promise<Spread & { keys: number }> {
  const box = page.getByRole('combobox', { name: 'Search your photos' });
  await page.evaluate(watchKeys, '.scroller [role="list"]');
  for (const query of [...QUERIES, ...QUERIES]) {
    await box.fill(query);
    await page.waitForTimeout(KEY_PAUSE_MS);
    await box.press('Enter');
    await page.waitForTimeout(REST_MS);
  }
  return readAnswers(page);
}

async function readAnswers(page: Page): Promise<Spread & { keys: number }> {
  const keys = await page.evaluate(() => window.benchKeys);
  const times = keys.flatMap(({ pressed, answered }) => (answered === null ? [] : [answered - pressed]));
  return { ...spreadOf(times), keys: times.length };
}

async function measureMemory(page: Page, cdp: CDPSession, minutes: number): Promise<RendererBenchResult['memory']> {
  await page.evaluate(fling, { seconds: 2, direction: 1 });
  const before = await readMemory(page, cdp);
  const end = performance.now() + minutes * 60_000;
  for (let i = 0; performance.now() < end; i++) {
    await page.evaluate(fling, { seconds: 5, direction: i % 2 === 0 ? 1 : -1 });
  }
  const after = await readMemory(page, cdp);
  return {
    minutes,
    beforeMb: before.megabytes,
    afterMb: after.megabytes,
    nodesBefore: before.nodes,
    nodesAfter: after.nodes,
  };
}

async function readMemory(page: Page, cdp: CDPSession): Promise<{ megabytes: number; nodes: number }> {
  await page.waitForTimeout(REST_MS);
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize = 0, Nodes = 0 } = await readMetrics(cdp);
  return { megabytes: Math.round(JSHeapUsedSize / 1e5) / 10, nodes: Nodes };
}

async function measureResize(page: Page): Promise<FrameReport> {
  await page.waitForTimeout(REST_MS);
  const counting = page.evaluate(countFrames, 3);
  for (let i = 0; i < RESIZES; i++) await page.setViewportSize({ width: 1440 - 16 * (i % 20), height: 900 });
  return reportFrames(await counting);
}

async function readMetrics(cdp: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** Scripts and styles that the page names, not those that it loads later. */
function measureBundle(): RendererBenchResult['firstPageGzipKb'] {
  const folder = join(root, 'dist', 'renderer');
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const sizeOf = (pattern: RegExp) =>
    [...html.matchAll(pattern)].reduce(
      (sum, [, path = '']) => sum + gzipSync(readFileSync(join(folder, path))).length / 1000,
      0,
    );
  return { script: round(sizeOf(/"(\.\/[^"]+\.js)"/gu)), style: round(sizeOf(/"(\.\/[^"]+\.css)"/gu)) };
}

function reportFrames(frames: readonly number[]): FrameReport {
  const total = frames.reduce((sum, ms) => sum + ms, 0);
  const late = frames.filter((ms) => ms > LATE_FRAME_MS).length;
  return {
    ...spreadOf(frames),
    frames: frames.length,
    perSecond: round((frames.length / total) * 1000),
    lateShare: Math.round((late / frames.length) * 1000) / 1000,
  };
}

const round = (value: number) => Math.round(value * 10) / 10;

function spreadOf(values: readonly number[]): Spread {
  return {
    p50Ms: round(percentile(values, 0.5)),
    p95Ms: round(percentile(values, 0.95)),
    maxMs: round(Math.max(0, ...values)),
  };
}
