import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
/** Photos that are kept beside the project, where they are. */
export const sharedFolder = resolve(root, '..', 'shared', 'photos');
const imagenet = join(sharedFolder, 'imagenet');

/** The photos that come with the program. */
export const samplesFolder = join(root, 'assets', 'samples');
/** Whether the photos that are kept beside the project are there. */
export const hasSharedPhotos = existsSync(imagenet);

/** The built app in a process of its own, as a user starts it. */
export interface Served {
  url: string;
  /** Ends the process; the library stays. */
  stop(): Promise<void>;
}

/** Starts the app over a data folder. @throws Error where it does not come up */
export async function serve(dataFolder: string): Promise<Served> {
  const child = spawn(
    process.execPath,
    [join(root, 'dist', 'main', 'cli.js'), 'serve', '--no-open', '--json', '--data', dataFolder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise<string>((resolveUrl, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk;
      if (text.includes('\n')) resolveUrl((JSON.parse(text) as { url: string }).url);
    });
    child.once('exit', (code) => reject(new Error(`The app ended with code ${code} before it was there.`)));
  });
  return { url, stop: () => stop(child) };
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGTERM');
  });
}

/** A folder for one test's library and photos. */
export function makeWorkFolder(): { data: string; photos: string; remove(): void } {
  const folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'bowerbird-e2e-')));
  const photos = join(folder, 'My photos');
  mkdirSync(photos);
  return {
    data: join(folder, 'data'),
    photos,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Copies sample photos into a folder. */
export function copySamples(folder: string, ...names: string[]): void {
  for (const name of names) cpSync(join(samplesFolder, name), join(folder, name));
}

/** Copies the shared photos of some synsets under names that say nothing. */
export function copyShared(folder: string, ...synsets: string[]): void {
  const names = readdirSync(imagenet).filter((name) => synsets.some((synset) => name.startsWith(synset)));
  names.forEach((name, i) => {
    cpSync(join(imagenet, name), join(folder, `IMG_${i}.jpg`));
  });
}
