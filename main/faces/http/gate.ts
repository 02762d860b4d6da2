import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Why somebody is not let in. */
export interface Refusal {
  /** Of HTTP. */
  status: 403 | 429;
  message: string;
}

/** Decides who may speak to the library: only pages of this very server that came with the token. */
export interface Gate {
  /** A refusal, `answered` where it answered by itself (the token became a cookie), undefined where all is well. */
  check(request: IncomingMessage, response: ServerResponse, url: URL): Refusal | 'answered' | undefined;
  /** A word that stands for the token once, within a minute. */
  makeTicket(): string;
}

export interface GateOptions {
  port: number;
  token: string;
  /** Wrong tokens in a minute after which those who have none are told to wait. The right one is let in at any time. */
  wrongTokens: number;
}

const MINUTE_MS = 60_000;
/** Of what lets somebody in. */
export const TOKEN_BYTES = 24;
const otherSite: Refusal = { status: 403, message: 'Other sites may not ask here.' };

/**
 * Against other sites in the same browser and DNS rebinding: the Host must be this server's own loopback address; Origin and
 * Referer, where they are told, must be this server's; and the token must come, once in the address and then as a cookie.
 */
export function createGate({ port, token, wrongTokens }: GateOptions): Gate {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const cookieName = `bowerbird-${port}`;
  let wrong = 0;
  let countedSinceMs = Number.NEGATIVE_INFINITY;

  let ticket: { word: string; madeAtMs: number } | undefined;

  const isToken = (candidate: string) => areSame(candidate, token);

  /** The ticket is void then, whoever shows it again. */
  function takeTicket(candidate: string): boolean {
    if (!ticket || performance.now() - ticket.madeAtMs > MINUTE_MS || !areSame(candidate, ticket.word)) return false;
    ticket = undefined;
    return true;
  }

  /** Only wrong ones are counted: nobody can lock out who has the right one. */
  function refuseToken(given: readonly string[]): Refusal {
    const now = performance.now();
    if (now - countedSinceMs > MINUTE_MS) {
      wrong = 0;
      countedSinceMs = now;
    }
    if (given.length > 0) wrong++;
    return wrong > wrongTokens
      ? { status: 429, message: 'Too many wrong tokens. Wait a minute.' }
      : { status: 403, message: 'Open the address that Bowerbird printed, with its token.' };
  }

  return {
    makeTicket() {
      const word = randomBytes(TOKEN_BYTES).toString('base64url');
      ticket = { word, madeAtMs: performance.now() };
      return word;
    },
    check(request, response, url) {
      const { headersDistinct, headers } = request;
      const [host = '', ...moreHosts] = headersDistinct.host ?? [];
      if (!hosts.has(host) || moreHosts.length > 0) return { status: 403, message: 'This address is not served.' };
      const own = `http://${host}`;
      if (headers.origin !== undefined && headers.origin !== own) return otherSite;
      const inAddress = url.pathname === '/' && request.method === 'GET' ? url.searchParams.get('token') : null;
      // This may be a link in a mail or in another program: where it comes from says nothing.
      if (inAddress !== null && (isToken(inAddress) || takeTicket(inAddress))) {
        response.writeHead(303, {
          Location: '/',
          'Set-Cookie': `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
        });
        response.end();
        return 'answered';
      }
      const site = headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none') return otherSite;
      const { referer } = headers;
      if (referer !== undefined && !referer.startsWith(`${own}/`)) return otherSite;
      const cookies = (headers.cookie ?? '').split(';').map((part) => part.trim().split('='));
      const given = cookies.flatMap(([name, value]) => (name === cookieName ? [value ?? ''] : []));
      if (given.some(isToken)) return undefined;
      return refuseToken(inAddress === null ? given : [...given, inAddress]);
    },
  };
}

/** In a time that does not depend on where they differ. */
function areSame(candidate: string, secret: string): boolean {
  const given = Buffer.from(candidate);
  const wanted = Buffer.from(secret);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
