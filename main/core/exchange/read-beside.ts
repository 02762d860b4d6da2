import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toCaption } from './captions.ts';
import type { KeywordFiles } from './exif-tool.ts';
import { type Keyword, toKeywords } from './keywords.ts';
import { findTakeout, parseTakeout, type TakeoutWord } from './takeout.ts';

/** All that was found of one file: in it, in its sidecars, and in Google's JSON beside it. */
export interface FoundWord {
  keywords: Keyword[];
  takeout: TakeoutWord | null;
  /** The latest word: Google's, else that of a sidecar, else the photo's own; '' where there is none. */
  description: string;
  /** What could not be read, or was left out. */
  troubles: { path: string; reason: string }[];
}

const MAX_SIDECAR_BYTES = 64 * 1024 * 1024;
const MAX_JSON_BYTES = 1024 * 1024;
const MAX_LEVELS = 200;

/** Names of the files of a directory; none where it can't be read. */
export function listNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/**
 * Reads what other programs say of a photo. What is wrong with one of the files is told, and the others are read.
 * @param names all of its directory
 * @throws AppError unsupported without Perl
 */
export async function readBeside(
  directory: string,
  name: string,
  names: readonly string[],
  files: KeywordFiles,
  nowMs: number,
): Promise<FoundWord> {
  const photo = join(directory, name);
  const found: FoundWord = { keywords: [], takeout: null, description: '', troubles: [] };
  const attempt = async (path: string, maxBytes: number, read: () => void | Promise<void>) => {
    try {
      // A photo may be a link; what is beside it comes from anybody, and may lead anywhere.
      const stat = path === photo ? statSync(path) : lstatSync(path);
      if (!stat.isFile()) throw new Error('it is no file');
      if (stat.size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1024 / 1024} MB`);
      await read();
    } catch (error) {
      if (error instanceof Error && error.name === 'AppError') throw error;
      found.troubles.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  const describe = (path: string, text: string) => {
    const { caption, refused } = toCaption(text);
    found.description = caption || found.description;
    if (refused) found.troubles.push({ path, reason: refused });
  };
  const readKeywords = async (path: string) => {
    const tags = await files.read(path);
    const { keywords, refused } = toKeywords(tags);
    found.keywords.push(...keywords);
    for (const reason of refused) found.troubles.push({ path, reason });
    describe(path, tags.description);
  };

  await attempt(photo, Number.POSITIVE_INFINITY, () => readKeywords(photo));
  for (const sidecar of findSidecars(name, names)) {
    const path = join(directory, sidecar);
    await attempt(path, MAX_SIDECAR_BYTES, () => {
      if (isTooDeep(readFileSync(path, 'latin1'))) throw new Error('its parts lie too deep within each other');
      return readKeywords(path);
    });
  }
  const json = findTakeout(name, names);
  if (json !== undefined) {
    const path = join(directory, json);
    await attempt(path, MAX_JSON_BYTES, () => {
      found.takeout = parseTakeout(readFileSync(path, 'utf8'), nowMs);
      describe(path, found.takeout.description);
    });
  }
  return found;
}

/** Whether XML has more levels than keywords need: ExifTool takes minutes over thousands of them. */
function isTooDeep(xml: string): boolean {
  let level = 0;
  for (const [, closes, alone] of xml.matchAll(/<(\/?)[^\s<>!?/][^<>]*?(\/?)>/gu)) {
    if (closes) level--;
    else if (!alone && ++level > MAX_LEVELS) return true;
  }
  return false;
}

/** `IMG.jpg` has `IMG.jpg.xmp` (darktable, digiKam, Bowerbird) and `IMG.xmp` (Lightroom), in any case. */
function findSidecars(name: string, names: readonly string[]): string[] {
  const dot = name.lastIndexOf('.');
  const wanted = [`${name}.xmp`, `${dot > 0 ? name.slice(0, dot) : name}.xmp`].map((one) => one.toLowerCase());
  return names.filter((other) => wanted.includes(other.toLowerCase()));
}
