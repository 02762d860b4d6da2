import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** An answer as it came over the line. */
export interface RawAnswer {
  /** 0 where the line was closed without an answer. */
  status: number;
  /** Names in small letters. */
  headers: Record<string, string>;
  body: string;
}

/** A line to a server on the loopback address, on which a test may write whatever it likes; closed after the test. */
export function openLine(port: number, host = '127.0.0.1'): Socket {
  const socket = connect({ port, host });
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Everything that comes over a line until the server closes it. */
export function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1'))));
}

/** Writes these bytes and waits until the server has closed the line. */
export async function talk(port: number, text: string): Promise<RawAnswer> {
  const socket = openLine(port);
  socket.write(text, 'latin1');
  return parseAnswer(await readToEnd(socket));
}

/** The first answer in what came over a line. */
export function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}

/** A request as text; the server closes the line after its answer unless the headers say otherwise. */
export function formatRequest(line: string, headers: readonly [string, string][], body = ''): string {
  const all: readonly [string, string][] = headers.some(([name]) => name.toLowerCase() === 'connection')
    ? headers
    : [...headers, ['Connection', 'close']];
  return [`${line} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n');
}
