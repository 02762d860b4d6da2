import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Decides who may speak to the library: only pages of this very server that came with the token. */
export interface Gate {
  /** A refusal in words, `answered` where it answered by itself (the token became a cookie), undefined where all is well. */
  check(request: IncomingMessage, response: ServerResponse, url: URL): string | undefined;
}

/**
 * Against other sites in the same browser and DNS rebinding: the Host must be this server's own loopback address, an
 * Origin must be this server's, and the token must come, once in the address and then as a cookie.
 */
export function createGate(port: number, token: string): Gate {
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const cookieName = `bowerbird-${port}`;

  function isToken(candidate: string | undefined | null): boolean {
    const wanted = Buffer.from(token);
    const given = Buffer.from(candidate ?? '');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  return {
    check(request, response, url) {
      const { host, origin, cookie } = request.headers;
      if (host === undefined || !hosts.has(host)) return 'This address is not served.';
      if (origin !== undefined && !hosts.has(origin.replace(/^http:\/\//u, ''))) return 'Other sites may not ask here.';
      const site = request.headers['sec-fetch-site'];
      if (url.pathname === '/' && isToken(url.searchParams.get('token'))) {
        response.writeHead(303, {
          Location: '/',
          'Set-Cookie': `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
          'Cache-Control': 'no-store',
        });
        response.end();
        return 'answered';
      }
      if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'Other sites may not ask here.';
      const cookies = (cookie ?? '').split(';').map((part) => part.trim().split('='));
      if (cookies.some(([name, value]) => name === cookieName && isToken(value))) return undefined;
      return 'Open the address that Bowerbird printed, with its token.';
    },
  };
}
