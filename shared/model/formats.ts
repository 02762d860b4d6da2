/** Suffixes of camera raw files, lower case with the dot. Their picture is the JPEG preview that the camera put inside. */
export const rawSuffixes: ReadonlySet<string> = new Set([
  '.3fr',
  '.arw',
  '.cr2',
  '.cr3',
  '.crw',
  '.dng',
  '.erf',
  '.fff',
  '.iiq',
  '.kdc',
  '.mef',
  '.mos',
  '.mrw',
  '.nef',
  '.nrw',
  '.orf',
  '.pef',
  '.raf',
  '.rw2',
  '.rwl',
  '.sr2',
  '.srf',
  '.srw',
  '.x3f',
]);

/** Suffixes of files that are taken for photos, lower case with the dot. What is really inside is told by content. */
export const pictureSuffixes: ReadonlySet<string> = new Set([
  '.avif',
  '.gif',
  '.heic',
  '.heif',
  '.hif',
  '.jfif',
  '.jpe',
  '.jpeg',
  '.jpg',
  '.png',
  '.tif',
  '.tiff',
  '.webp',
  ...rawSuffixes,
]);

/** The suffix of a path of any system, lower case with the dot; '' where there is none. */
export function suffixOf(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot).toLowerCase() : '';
}

/**
 * Whether a file should be in the library, going by its name alone. Names that begin with `._` are no pictures: macOS
 * puts such a companion beside each file on disks that are not its own.
 */
export function isPicturePath(path: string): boolean {
  return pictureSuffixes.has(suffixOf(path)) && !nameOf(path).startsWith('._');
}

function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
