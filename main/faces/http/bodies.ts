import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlainError } from '../../../shared/errors.ts';

/** How long what is still coming of a refused request is taken in, and thrown away, so that the refusal is read. */
const LINGER_MS = 1_000;
const TOO_MANY = 429;
const RETRY_AFTER_S = 30;

/** The body as text, or undefined where it is larger than such a request can be; the rest of it is still to come then. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    // Told at once where it is announced.
    if (Number(request.headers['content-length']) > maxBytes) return resolve(undefined);
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return chunks.push(chunk);
      request.pause();
      request.removeAllListeners('data');
      return resolve(undefined);
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The connection was closed in the middle of the request.')));
  });
}

/**
 * Refuses a request, whose body is not read: the refusal is sent whole, and the connection is closed. Closing at once, with
 * bytes of the body unread, would take the refusal back before it is read.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  const error: PlainError = { code: 'invalid-request', message };
  const body = Buffer.from(JSON.stringify({ ok: false, error }));
  response.shouldKeepAlive = false;
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    ...(status === TOO_MANY ? { 'Retry-After': RETRY_AFTER_S } : {}),
  });
  response.write(body);
  const timer = setTimeout(() => request.destroy(), LINGER_MS);
  request.once('close', () => {
    clearTimeout(timer);
    response.end();
  });
  request.once('end', () => response.end());
  request.resume();
}
