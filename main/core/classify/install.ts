import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { AppError } from '../../../shared/errors.ts';
import { findPathFault } from '../../../shared/whole-path.ts';
import { loadPack, MANIFEST_NAME, MAX_PACK_BYTES, readManifest, type VerifiedPack } from './pack.ts';

/** Entries of a zip: a pack has a few files. */
const MAX_ENTRIES = 1_000;

/**
 * Copies a pack, a folder or a zip of one, into the folder of packs after checking it there. Nothing of a pack that
 * fails the check stays behind; a pack of the same id is replaced as a whole.
 * @returns the pack at its new place
 * @throws AppError model-invalid
 */
export async function installPack(source: string, packsFolder: string): Promise<VerifiedPack> {
  const kind = statSync(source, { throwIfNoEntry: false });
  // Reading a pipe, a device or what the system keeps among its own may never end.
  if (!(kind?.isFile() || kind?.isDirectory()) || findPathFault(realpathSync.native(source)) !== undefined) {
    throw new AppError('model-invalid', `There is no file or folder ${source}.`);
  }
  mkdirSync(packsFolder, { recursive: true });
  const staging = join(packsFolder, `.staging-${randomUUID()}`);
  mkdirSync(staging);
  try {
    if (kind.isDirectory()) copyPack(source, staging);
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
  copyFileSync(join(source, MANIFEST_NAME), join(target, MANIFEST_NAME));
  for (const [name, { bytes }] of Object.entries(manifest.files)) {
    const from = join(source, name);
    const stat = statSync(from, { throwIfNoEntry: false });
    // What is missing or of another size is told by the check of the copy.
    if (stat?.isFile() && stat.size === bytes) copyFileSync(from, join(target, name));
  }
}

/** Writes the files of a zip flat into a folder: a pack has no folders, so no path of the zip is ever used. */
async function unzip(path: string, target: string): Promise<void> {
  let total = 0;
  try {
    const zip = await openPromise(path);
    if (zip.entryCount > MAX_ENTRIES)
      throw new AppError('model-invalid', `${path} holds more files than a pack may have.`);
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
