import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Method } from '../../../shared/api.ts';
import type { PlainError } from '../../../shared/errors.ts';
import { isMediaSize } from '../../../shared/model/photo.ts';
import type { Library } from '../../core/library.ts';
import { createDispatcher } from '../../rpc/dispatch.ts';
import { createGate, type Gate } from './gate.ts';
import { serveFile } from './static-files.ts';

/** The app as a page on the loopback address. */
export interface HttpFace {
  /** With the token; whoever has it may use the library. */
  url: string;
  close(): Promise<void>;
}

export interface HttpFaceOptions {
  /** 0: any free one. */
  port: number;
  rendererFolder: string;
}

/** A request that relabels 1,000,000 photos at once still fits. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Corrections and what was learnt, brought in: all that the contract takes, with what JSON adds to it. */
const MAX_IMPORT_BYTES = 96 * 1024 * 1024;
const LARGE_METHODS: ReadonlySet<string> = new Set<Method>(['importDecisions', 'importTaught']);
const KEEP_ALIVE_MS = 20_000;

/** Headers of every answer: nothing from elsewhere, nothing embedded elsewhere. */
const SAFE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
};

/** Serves the library on 127.0.0.1 only. @throws the system's error where the port is taken */
export async function startHttpFace(library: Library, options: HttpFaceOptions): Promise<HttpFace> {
  const dispatcher = createDispatcher(library.api);
  const token = randomBytes(24).toString('base64url');
  const listeners = new Set<ServerResponse>();
  let gate: Gate | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const refusal = gate?.check(request, response, url);
    if (refusal === 'answered') return;
    if (refusal) return sendError(response, 403, { code: 'invalid-request', message: refusal });
    const [, area = '', first = '', second = ''] = url.pathname.split('/');
    if (area === 'api') return answerCall(request, response, first);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendText(response, 405, 'Only GET is possible here.');
    if (area === 'events') return subscribe(response);
    if (area === 'media') return sendMedia(request, response, first, second);
    return serveFile(request, response, options.rendererFolder, url.pathname);
  }

  async function answerCall(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    if (request.method !== 'POST' || request.headers['x-bowerbird'] === undefined) {
      return sendError(response, 405, {
        code: 'invalid-request',
        message: 'Calls are POST with the header x-bowerbird.',
      });
    }
    const body = await readBody(request, LARGE_METHODS.has(method) ? MAX_IMPORT_BYTES : MAX_BODY_BYTES);
    if (body === undefined) {
      return sendError(response, 413, { code: 'invalid-request', message: 'The request is too large.' });
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return sendError(response, 400, { code: 'invalid-request', message: 'The request is no JSON.' });
    }
    sendJson(response, 200, await dispatcher.call(method, parsed));
  }

  function subscribe(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(': hello\n\n');
    listeners.add(response);
    response.on('close', () => listeners.delete(response));
  }

  async function sendMedia(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    size: string,
  ): Promise<void> {
    const file = /^[1-9]\d{0,14}$/u.test(id) && isMediaSize(size) ? await library.media.find(Number(id), size) : null;
    if (!file) return sendText(response, 404, 'There is no such picture.');
    response.writeHead(200, { 'Content-Type': file.type, 'Cache-Control': 'private, max-age=31536000, immutable' });
    if (request.method === 'HEAD') response.end();
    else
      createReadStream(file.path)
        .on('error', () => response.destroy())
        .pipe(response);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(`${request.method} ${request.url?.split('?')[0]} failed:`, error);
      if (response.headersSent) response.destroy();
      else sendError(response, 500, { code: 'internal', message: 'The request could not be answered.' });
    });
  });
  const stopListening = library.onPush((push) => {
    for (const response of listeners) response.write(`data: ${JSON.stringify(push)}\n\n`);
  });
  const keepAlive = setInterval(() => {
    for (const response of listeners) response.write(': here\n\n');
  }, KEEP_ALIVE_MS);
  keepAlive.unref();

  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  gate = createGate(port, token);
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    async close() {
      clearInterval(keepAlive);
      stopListening();
      for (const response of listeners) response.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** The body as text, or undefined where it is larger than such a request can be. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  // Told at once where it is announced: the line stays whole, and the answer arrives.
  if (Number(request.headers['content-length']) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}

function sendError(response: ServerResponse, status: number, error: PlainError): void {
  sendJson(response, status, { ok: false, error });
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}
