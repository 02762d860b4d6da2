import {
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { KeywordFiles, WritableTags } from './exif-tool.ts';
import { isUntouchedSidecar, makeSidecarText, type SidecarTags } from './sidecar-text.ts';

/** What became of a sidecar. `nothing`: there was none, and there is nothing to write. */
export type SidecarOutcome = 'written' | 'merged' | 'unchanged' | 'nothing';

/** Larger ones are no lists of keywords: some programs keep previews in them. */
const MAX_MERGED_BYTES = 64 * 1024 * 1024;

/**
 * Writes keywords and the description into a sidecar. One that is as Bowerbird left it is written anew; of one that others
 * have written or changed, all stays, what is missing among its keywords is added, and the description where it has none. It
 * is whole at every moment.
 * @throws Error where it can't be written
 */
export async function writeSidecar(path: string, tags: SidecarTags, files: KeywordFiles): Promise<SidecarOutcome> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (!present) {
    if (isEmpty(tags)) return 'nothing';
    mkdirSync(dirname(path), { recursive: true });
    replace(path, (draft) => writeFileSync(draft, makeSidecarText(tags), { flag: 'wx' }));
    return 'written';
  }
  if (!present.isFile()) throw new Error('there is a link or a folder of this name');
  if (present.size > MAX_MERGED_BYTES) throw new Error('the sidecar that is there is too large to be added to');
  const text = readFileSync(path, 'utf8');
  if (isUntouchedSidecar(text)) {
    const wanted = makeSidecarText(tags);
    if (wanted === text) return 'unchanged';
    replace(path, (draft) => writeFileSync(draft, wanted, { flag: 'wx' }));
    return 'written';
  }
  if (isEmpty(tags)) return 'unchanged';
  return merge(path, tags, files);
}

const isEmpty = ({ subjects, description }: SidecarTags) => subjects.length === 0 && description === '';

async function merge(path: string, tags: SidecarTags, files: KeywordFiles): Promise<SidecarOutcome> {
  const draft = draftOf(path);
  try {
    copyFileSync(path, draft, constants.COPYFILE_EXCL);
    const present = await files.read(draft);
    const merged: WritableTags = {
      subjects: unite(present.subjects, tags.subjects),
      hierarchical: unite(present.hierarchical, tags.hierarchical),
      tagsList: unite(present.tagsList, tags.tagsList),
      description: present.description.trim() === '' ? tags.description : '',
    };
    const isNew = (key: 'subjects' | 'hierarchical' | 'tagsList') => merged[key].length > present[key].length;
    const hasNews = isNew('subjects') || isNew('hierarchical') || isNew('tagsList') || merged.description !== '';
    if (!hasNews) return 'unchanged';
    await files.write(draft, merged);
    renameSync(draft, path);
    return 'merged';
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(path: string, write: (draft: string) => void): void {
  const draft = draftOf(path);
  try {
    write(draft);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Hidden, so that no program takes it for a sidecar; with its suffix, by which ExifTool knows it. */
function draftOf(path: string): string {
  const draft = join(dirname(path), `.bowerbird-${process.pid}.xmp`);
  // What a killed process has left.
  rmSync(draft, { force: true });
  return draft;
}

/** Those of the first, in their order, and what only the second has. */
function unite(first: readonly string[], second: readonly string[]): string[] {
  return [...new Set([...first, ...second])];
}
