/** The system's own folders: what lies there is no file of the user's, and reading it may never end. Memory as a disk is. */
const SYSTEM_FOLDER = /^\/(?:dev(?!\/shm(?:\/|$))|proc|sys)(?:\/|$)/u;
/** Names that Windows takes for devices, whatever folder and suffix they have. */
const DEVICE_NAME =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d\u00b9\u00b2\u00b3]|lpt[\d\u00b9\u00b2\u00b3])\s*(?:\.|$)/iu;
/** `\\server\share`, but neither `\\.\` nor `\\?\`, behind which are devices. */
const WINDOWS_PATH = /^(?:[a-z]:[\\/]|\\\\(?![.?][\\/])[^\\/]+\\)/iu;

/**
 * Why a path that comes from outside the program is not taken, in words for the user; undefined where it is. It has to be
 * whole: what it means must not depend on where the program was started, nor lead back up.
 */
export function findPathFault(path: string): string | undefined {
  const isWindows = WINDOWS_PATH.test(path);
  if (!(isWindows || /^\/(?!\/)/u.test(path)) || path.includes('\0')) {
    return 'Give the whole path, such as /home/me/Photos or C:\\Photos.';
  }
  const names = path.split(isWindows ? /[\\/]/u : '/');
  if (names.includes('..')) return 'Give the path without “..”.';
  if (isWindows ? names.some((name) => DEVICE_NAME.test(name)) : SYSTEM_FOLDER.test(path)) {
    return `${path} belongs to the system: there are no photos there.`;
  }
  return undefined;
}
