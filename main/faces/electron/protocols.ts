import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import type { Library } from '../../core/library.ts';
import { APP_ORIGIN, findAppFile, parseMediaUrl } from './addresses.ts';

/**
 * What the page may load: itself and pictures of the library. There is no way out: no connection, no frame, no form,
 * nothing inline.
 */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' photo:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The name of a built file holds its hash, and a photo is its content: neither ever changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const NOT_FOUND = 404;

function notFound(): Response {
  return new Response('Not found', { status: NOT_FOUND, headers: { 'content-type': 'text/plain' } });
}

async function serveFile(path: string, headers: Record<string, string>): Promise<Response> {
  try {
    return new Response(await readFile(path), { headers: { ...headers, 'x-content-type-options': 'nosniff' } });
  } catch {
    return notFound();
  }
}

/** Makes both schemes known. Has to be called before the app is ready. */
export function registerSchemes(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    { scheme: 'photo', privileges: { standard: true, secure: true } },
  ]);
}

/** `app://bowerbird/` gives files of the built renderer, and nothing else. */
export function serveApp(session: Session, rendererFolder: string): void {
  session.protocol.handle('app', async ({ method, url }) => {
    const file = method === 'GET' ? findAppFile(rendererFolder, url) : null;
    if (file === null) return notFound();
    const cache = url.startsWith(`${APP_ORIGIN}/assets/`) ? FOR_EVER : 'no-cache';
    return serveFile(file.path, {
      'content-type': file.type,
      'content-security-policy': CONTENT_POLICY,
      'cache-control': cache,
    });
  });
}

/** `photo://media/<id>/<size>` gives pictures of the library by id: no path ever comes from the page. */
export function servePhotos(session: Session, media: Library['media']): void {
  session.protocol.handle('photo', async ({ method, url }) => {
    const wanted = method === 'GET' ? parseMediaUrl(url) : null;
    const file = wanted && (await media.find(wanted.id, wanted.size));
    if (!file) return notFound();
    return serveFile(file.path, { 'content-type': file.type, 'cache-control': FOR_EVER });
  });
}
