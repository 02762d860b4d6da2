import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Plain names only: no dots that lead upwards, no encoded slashes. */
const SAFE_PATH = /^(?:\/[\w-][\w.-]*)*\/?$/u;

/** Sends a file of the built renderer; pages of the app that are no files are all its `index.html`. */
export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  pathname: string,
): Promise<void> {
  const type = types[extname(pathname)];
  const isPage = type === undefined;
  const name = isPage ? 'index.html' : pathname;
  const path = join(folder, name);
  const found = SAFE_PATH.test(pathname) ? await stat(path).catch(() => undefined) : undefined;
  if (!found?.isFile()) {
    response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('There is no such file.');
    return;
  }
  response.writeHead(200, {
    'Content-Type': isPage ? types['.html'] : type,
    'Content-Length': found.size,
    // Built files carry their content's hash in their names; the page does not.
    'Cache-Control': isPage ? 'no-store' : 'private, max-age=31536000, immutable',
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(path).pipe(response);
}
