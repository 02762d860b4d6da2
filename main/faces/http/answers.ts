import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { PlainError } from '../../../shared/errors.ts';

/** Headers of every answer: nothing from elsewhere, nothing embedded elsewhere, nothing kept but what says so. */
export const SAFE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
};

/** For what never changes under its name: built files have their content's hash in it, and a photo is its content. */
export const FOR_EVER = 'private, max-age=31536000, immutable';

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

export function sendError(response: ServerResponse, status: number, error: PlainError): void {
  sendJson(response, status, { ok: false, error });
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', text);
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length });
  response.end(body);
}

/** A pipe of that name is not waited for. Windows has no such flag, and no such pipes. */
const READ_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Sends a file, and lets go of it however that ends.
 * @param stallMs a receiver that takes nothing for so long is given up
 * @returns false, with nothing sent, where there is no such file
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: OutgoingHttpHeaders,
  stallMs: number,
): Promise<boolean> {
  const file = await open(path, READ_AT_ONCE).catch(() => undefined);
  if (!file) return false;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return false;
    response.writeHead(200, { ...headers, 'Content-Length': stat.size });
    if (request.method === 'HEAD' || stat.size === 0) {
      response.end();
      return true;
    }
    response.setTimeout(stallMs, () => response.destroy());
    // Not past the length that was told, should the file grow meanwhile.
    await pipeline(file.createReadStream({ end: stat.size - 1, autoClose: false }), response);
  } catch {
    // The receiver went away, or the disk did: half a picture is none.
    response.destroy();
  } finally {
    await file.close();
  }
  return true;
}
