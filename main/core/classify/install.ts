import { randomUUID } from 'node:crypto';
import { cpSync, createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { AppError } from '../../../shared/errors.ts';
import { loadPack, MANIFEST_NAME, readManifest, type VerifiedPack } from './pack.ts';

/** No pack needs more; a zip that claims more is refused before anything is written. */
const MAX_PACK_BYTES = 4 * 1024 ** 3;

/**
 * Copies a pack, a folder or a zip of one, into the folder of packs after checking it there. Nothing of a pack that
 * fails the check stays behind; a pack of the same id is replaced as a whole.
 * @returns the pack at its new place
 * @throws AppError model-invalid
 */
export async function installPack(source: string, packsFolder: string): Promise<VerifiedPack> {
  if (!existsSync(source)) throw new AppError('model-invalid', `There is no file or folder ${source}.`);
  mkdirSync(packsFolder, { recursive: true });
  const staging = join(packsFolder, `.staging-${randomUUID()}`);
  mkdirSync(staging);
  try {
    if (statSync(source).isDirectory()) copyPack(source, staging);
    else await unzip(source, staging);
    const { manifest } = loadPack(staging);
    const target = join(packsFolder, manifest.id);
    rmSync(target, { recursive: true, force: true });
    renameSync(staging, target);
    return loadPack(target);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Folders of all packs below a folder that have a readable manifest. */
export function listPackFolders(packsFolder: string): string[] {
  if (!existsSync(packsFolder)) return [];
  return readdirSync(packsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => join(packsFolder, entry.name))
    .filter((folder) => existsSync(join(folder, MANIFEST_NAME)))
    .sort();
}

/** Copies the files that the manifest names, and nothing else. */
function copyPack(source: string, target: string): void {
  const manifest = readManifest(source);
  for (const name of [MANIFEST_NAME, ...Object.keys(manifest.files)]) {
    const from = join(source, name);
    if (existsSync(from)) cpSync(from, join(target, name), { dereference: true });
  }
}

/** Writes the files of a zip flat into a folder: a pack has no folders, so no path of the zip is ever used. */
async function unzip(path: string, target: string): Promise<void> {
  let total = 0;
  try {
    const zip = await openPromise(path);
    for await (const entry of zip.eachEntry()) {
      const name = basename(entry.fileName);
      if (entry.fileName.endsWith('/') || name.startsWith('.')) continue;
      total += entry.uncompressedSize;
      if (total > MAX_PACK_BYTES) throw new AppError('model-invalid', `${path} unpacks to more than a pack may be.`);
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(target, name), { flags: 'wx' }));
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      'model-invalid',
      `${path} is no folder and no zip file that can be unpacked: ${(error as Error).message}`,
    );
  }
}
