import { createRandom } from '../../shared/random.ts';

/** What a run changes: `BOWERBIRD_MUTANTS` files for each target (1,000 without it), and `BOWERBIRD_SEED` other ones (1). */
export const mutants = Number(process.env.BOWERBIRD_MUTANTS ?? 1_000);
const firstSeed = Number(process.env.BOWERBIRD_SEED ?? 1);

/** A source of changes that are the same for the same number. */
export interface Mutator {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  /** A copy with some of it flipped, cut out, put in, doubled, swapped, or told to be of another length. */
  bytes(original: Uint8Array): Buffer;
  /** A copy with some of it cut out, doubled, or replaced by words and signs that mean something. */
  text(original: string, words: readonly string[]): string;
}

/** @param number of the mutant; with the seed of the run it says all that is changed */
export function createMutator(number: number): Mutator {
  const random = createRandom(firstSeed * 1_000_003 + number);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('There is nothing to choose from.');
    return item;
  };
  const noise = (length: number) => Buffer.from(Uint8Array.from({ length }, () => below(256)));
  /** A part, most often a short one, and more often near the beginning, where formats say what follows. */
  const part = (length: number): [start: number, end: number] => {
    const start = below(2) === 0 ? below(Math.min(length, 512)) : below(length);
    return [start, Math.min(length, start + 1 + below(below(4) === 0 ? length : 64))];
  };

  const changes: ((bytes: Buffer) => Buffer)[] = [
    (bytes) => {
      for (let left = 1 + below(30); left > 0; left--) {
        const at = part(bytes.length)[0];
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
      }
      return bytes;
    },
    (bytes) => bytes.subarray(0, 1 + below(bytes.length)),
    (bytes) => {
      const [start, end] = part(bytes.length);
      return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
    },
    (bytes) => {
      const [start] = part(bytes.length);
      return Buffer.concat([bytes.subarray(0, start), noise(1 + below(64)), bytes.subarray(start)]);
    },
    (bytes) => {
      const [start, end] = part(bytes.length);
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
    },
    (bytes) => {
      const [[a, b], [c, d]] = [part(bytes.length), part(bytes.length)].sort(([x], [y]) => x - y) as [
        [number, number],
        [number, number],
      ];
      if (b > c) return bytes;
      return Buffer.concat([
        bytes.subarray(0, a),
        bytes.subarray(c, d),
        bytes.subarray(b, c),
        bytes.subarray(a, b),
        bytes.subarray(d),
      ]);
    },
    (bytes) => {
      const [start, end] = part(bytes.length);
      return bytes.fill(pick([0, 0xff, 0x55, 0x80]), start, end);
    },
    (bytes) => {
      if (bytes.length < 4) return bytes;
      const at = Math.min(part(bytes.length)[0], bytes.length - 4);
      const value = pick([0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, below(2 ** 32)]);
      if (below(2) === 0) bytes.writeUInt32BE(value, at);
      else bytes.writeUInt32LE(value, at);
      return bytes;
    },
    (bytes) => {
      if (bytes.length < 2) return bytes;
      const at = Math.min(part(bytes.length)[0], bytes.length - 2);
      const value = pick([0, 1, 2, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, below(65_536)]);
      if (below(2) === 0) bytes.writeUInt16BE(value, at);
      else bytes.writeUInt16LE(value, at);
      return bytes;
    },
  ];

  return {
    below,
    pick,
    bytes(original) {
      let bytes: Buffer = Buffer.from(original);
      for (let left = 1 + below(2); left > 0 && bytes.length > 0; left--) bytes = pick(changes)(bytes);
      return bytes;
    },
    text(original, words) {
      let text = original;
      for (let left = 1 + below(5); left > 0; left--) {
        const [start, end] = part(text.length + 1);
        const inserted = pick([
          '',
          pick(words),
          text.slice(start, end),
          String.fromCodePoint(pick([0, 9, 10, 34, 39, 92, 123, 0x202e, 0xfeff, 0xd800, 0x1f431, below(0x10ffff)])),
          String(pick([-1, 0, 1e21, Number.MAX_SAFE_INTEGER, 0.1, below(2 ** 32)])),
        ]);
        text = text.slice(0, start) + inserted + text.slice(below(2) === 0 ? start : end);
      }
      return text;
    },
  };
}

/** Names the mutant that did it, for the message of a failed test. */
export const nameMutant = (number: number): string => `mutant ${number} of BOWERBIRD_SEED=${firstSeed}`;
