import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Method } from '../../../shared/api.ts';
import { isMediaSize } from '../../../shared/model/photo.ts';
import type { Library } from '../../core/library.ts';
import { createDispatcher } from '../../rpc/dispatch.ts';
import { FOR_EVER, SAFE_HEADERS, sendError, sendFile, sendJson, sendText } from './answers.ts';
import { readBody, refuse } from './bodies.ts';
import { createEventStream } from './event-stream.ts';
import { createGate, type Gate, TOKEN_BYTES } from './gate.ts';
import { HTTP_LIMITS, type HttpLimits, Slots } from './limits.ts';
import { serveFile } from './static-files.ts';

// An import would load Node's client for HTTP as well, 50 ms of each start.
const { createServer } = process.getBuiltinModule('node:http');

/** The app as a page on the loopback address. */
export interface HttpFace {
  /** With the token; whoever has it may use the library. */
  url: string;
  /** An address that opens once, within a minute: for other programs, whose command lines everybody on the computer can read. */
  makeEntry(): string;
  close(): Promise<void>;
}

export interface HttpFaceOptions {
  /** 0: any free one. */
  port: number;
  rendererFolder: string;
  /** Those that are not `HTTP_LIMITS`. */
  limits?: Partial<HttpLimits>;
}

/** A request that relabels 1,000,000 photos at once still fits. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Corrections and what was learnt, brought in: all that the contract takes, with what JSON adds to it. */
const MAX_IMPORT_BYTES = 96 * 1024 * 1024;
const LARGE_METHODS: ReadonlySet<string> = new Set<Method>(['importDecisions', 'importTaught']);
/** These may take minutes, and much memory. */
const HEAVY_METHODS: ReadonlySet<string> = new Set<Method>([
  'exportDecisions',
  'exportSidecars',
  'exportTaught',
  'getTeachingReport',
  'importKeywords',
  'installModel',
  'teachFolder',
  'teachTable',
]);
/** What is no room of the page. */
const NO_PAGES: ReadonlySet<string> = new Set(['api', 'events', 'media']);
const BUSY = 'Bowerbird is busy with several tasks of this kind. Try again when one of them is done.';

/** Serves the library on 127.0.0.1 only. @throws the system's error where the port is taken */
export async function startHttpFace(library: Library, options: HttpFaceOptions): Promise<HttpFace> {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const dispatcher = createDispatcher(library.api);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const events = createEventStream(limits.waitingPushBytes);
  const heavy = new Slots(limits.heavyCalls);
  const large = new Slots(limits.largeCalls);
  /** What was last asked for on a connection. */
  const answers = new WeakMap<object, ServerResponse>();
  let gate: Gate | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = parseTarget(request.url);
    if (!url) return refuse(request, response, 400, 'This is no address of this server.');
    const refusal = gate?.check(request, response, url);
    if (refusal === 'answered') return;
    if (refusal) return refuse(request, response, refusal.status, refusal.message);
    const [, area = '', ...rest] = url.pathname.split('/');
    const [first = '', second = ''] = rest;
    if (area === 'api' && rest.length === 1) return answerCall(request, response, first);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(request, response, 405, 'Only GET is possible here.');
    }
    if (area === 'events' && rest.length === 0) return events.add(response);
    if (area === 'media' && rest.length === 2) return sendMedia(request, response, first, second);
    if (NO_PAGES.has(area)) return sendText(response, 404, 'There is nothing here.');
    return serveFile(request, response, options.rendererFolder, url.pathname, limits.stallMs);
  }

  async function answerCall(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    if (request.method !== 'POST' || request.headers['x-bowerbird'] === undefined) {
      return refuse(request, response, 405, 'Calls are POST with the header x-bowerbird.');
    }
    const slots = LARGE_METHODS.has(method) ? large : HEAVY_METHODS.has(method) ? heavy : undefined;
    const work = () => callMethod(request, response, method);
    if (!slots) return work();
    const done = await slots.within(() => work().then(() => true));
    if (!done) refuse(request, response, 429, BUSY);
  }

  async function callMethod(request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
    const body = await readBody(request, LARGE_METHODS.has(method) ? MAX_IMPORT_BYTES : MAX_BODY_BYTES);
    if (body === undefined) return refuse(request, response, 413, 'The request is too large.');
    let parsed: unknown;
    try {
      parsed = JSON.parse(body);
    } catch {
      return sendError(response, 400, { code: 'invalid-request', message: 'The request is no JSON.' });
    }
    sendJson(response, 200, await dispatcher.call(method, parsed));
  }

  async function sendMedia(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    size: string,
  ): Promise<void> {
    const file = /^[1-9]\d{0,14}$/u.test(id) && isMediaSize(size) ? await library.media.find(Number(id), size) : null;
    const headers = { 'Content-Type': file?.type, 'Cache-Control': FOR_EVER };
    if (!(file && (await sendFile(request, response, file.path, headers, limits.stallMs)))) {
      sendText(response, 404, 'There is no such picture.');
    }
  }

  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
      maxHeaderSize: limits.headerBytes,
    },
    (request, response) => {
      answers.set(request.socket, response);
      for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
      handle(request, response).catch((error: unknown) => {
        // Whoever asked is gone: there is nobody to answer, and nothing went wrong here.
        if (request.socket.destroyed) return;
        console.error(`${request.method} ${request.url?.split('?')[0]} failed:`, error);
        if (response.headersSent) response.destroy();
        else sendError(response, 500, { code: 'internal', message: 'The request could not be answered.' });
      });
    },
  );
  server.maxConnections = limits.connections;
  server.on('clientError', (error, socket) => {
    const last = answers.get(socket);
    refuseUnreadable(error, socket as Socket, last?.headersSent === true && !last.writableFinished);
  });
  const stopListening = library.onPush(events.send);

  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const opened = createGate({ port, token, wrongTokens: limits.wrongTokens });
  gate = opened;
  const addressOf = (word: string) => `http://127.0.0.1:${port}/?token=${word}`;
  return {
    url: addressOf(token),
    makeEntry: () => addressOf(opened.makeTicket()),
    async close() {
      stopListening();
      events.close();
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

/** A path of this server; not the whole address of another one, which a request may name as well. */
function parseTarget(target: string | undefined): URL | null {
  return target !== undefined && /^\/(?![/\\])/u.test(target) ? URL.parse(target, 'http://localhost') : null;
}

/**
 * Answers what is no HTTP, or did not come in time, and closes the connection.
 * @param isAnswering an answer has begun on it: another in its middle would be taken for a part of it
 */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket, isAnswering: boolean): void {
  if (!socket.writable || isAnswering || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  const headers = Object.entries({ ...SAFE_HEADERS, Connection: 'close', 'Content-Length': '0' });
  const lines = [`HTTP/1.1 ${status}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''];
  socket.end(lines.join('\r\n'), () => socket.destroy());
}
