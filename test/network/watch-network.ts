/**
 * Loaded before everything else into a process and each of its threads (`--import`): every way that Node has to reach another
 * computer throws, and is written down in the file BOWERBIRD_NETWORK_LOG with what was to be reached.
 */
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { threadId } from 'node:worker_threads';

const log = process.env.BOWERBIRD_NETWORK_LOG ?? '';
const note = (word: string, text: string) => appendFileSync(log, `${word} ${process.pid}.${threadId} ${text}\n`);

function forbid(owner: object, name: string, what: string): void {
  const original: unknown = Reflect.get(owner, name);
  Object.defineProperty(owner, name, {
    configurable: true,
    writable: true,
    value(...args: unknown[]) {
      // An address is looked up in itself, and by whoever listens on it too.
      if (name === 'lookup' && net.isIP(String(args[0])))
        return (original as typeof net.isIP).apply(this, args as [string]);
      note('tried', `${what}.${name} ${JSON.stringify(args[0]) ?? ''}`);
      throw new Error(`${what}.${name} was called: nothing may use the network here`);
    },
  });
}

const require = createRequire(import.meta.url);
const net = require('node:net') as typeof import('node:net');
const dgram = require('node:dgram') as typeof import('node:dgram');
const dns = require('node:dns') as typeof import('node:dns');

// TLS, HTTP, HTTPS, HTTP/2, fetch and WebSocket all come down to this one.
forbid(net.Socket.prototype, 'connect', 'net.Socket');
for (const name of ['send', 'connect']) forbid(dgram.Socket.prototype, name, 'dgram.Socket');
for (const [what, owner] of Object.entries({ dns, 'dns.promises': dns.promises, Resolver: dns.Resolver.prototype })) {
  const names = [...Object.keys(owner), ...Object.getOwnPropertyNames(owner)];
  for (const name of new Set(names)) if (/^(?:lookup|resolve|reverse)/u.test(name)) forbid(owner, name, what);
}
note('watched', process.argv[1] ?? '');
