import { extname, join, relative, sep } from 'node:path';
import { isMediaSize, type MediaSize } from '../../../shared/model/photo.ts';
import { MEDIA_BASE } from './media-base.ts';

/** Where the page lives: nothing but the built renderer is served from here. */
export const APP_ORIGIN = 'app://bowerbird';

/** What the renderer's folder may hold; a file of any other kind is not served. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** A file to serve. */
export interface AppFile {
  path: string;
  /** MIME type. */
  type: string;
}

function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

/** Whether an address is one of the app's own pages. */
export function isAppUrl(address: string): boolean {
  return address.startsWith(`${APP_ORIGIN}/`) && URL.parse(address) !== null;
}

/** The file of the renderer that an address names; null where it leads anywhere else. */
export function findAppFile(rendererFolder: string, address: string): AppFile | null {
  if (!isAppUrl(address)) return null;
  const path = decodePath(new URL(address).pathname);
  if (path === null || /[\\:\0]/u.test(path)) return null;
  const file = join(rendererFolder, path === '/' ? 'index.html' : path);
  const inside = relative(rendererFolder, file);
  const type = TYPES[extname(file)];
  if (type === undefined || inside === '..' || inside.startsWith(`..${sep}`)) return null;
  return { path: file, type };
}

/** Photo and size that an address of a picture names; null for anything that is not exactly `photo://media/<id>/<size>`. */
export function parseMediaUrl(address: string): { id: number; size: MediaSize } | null {
  if (!address.startsWith(`${MEDIA_BASE}/`)) return null;
  const match = /^\/([1-9]\d{0,14})\/([a-z]+)$/.exec(address.slice(MEDIA_BASE.length));
  const size = match?.[2] ?? '';
  return isMediaSize(size) ? { id: Number(match?.[1]), size } : null;
}
