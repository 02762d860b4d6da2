import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { FOR_EVER, sendFile, sendText } from './answers.ts';

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
  stallMs: number,
): Promise<void> {
  const type = types[extname(pathname)];
  const isPage = type === undefined;
  const path = join(folder, isPage ? 'index.html' : pathname);
  const headers = isPage ? { 'Content-Type': types['.html'] } : { 'Content-Type': type, 'Cache-Control': FOR_EVER };
  if (!(SAFE_PATH.test(pathname) && (await sendFile(request, response, path, headers, stallMs)))) {
    sendText(response, 404, 'There is no such file.');
  }
}
