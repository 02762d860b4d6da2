import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, decodePlainly, encodeBase64, packNumbers, unpackInt32, unpackUint16 } from './packed-numbers.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

describe('packed numbers', () => {
  it('come back as they were, ids and shapes alike', () => {
    fc.assert(
      fc.property(fc.int32Array(), fc.uint16Array(), (ids, shapes) => {
        expect(unpackInt32(packNumbers(ids))).toEqual(ids);
        expect(unpackUint16(packNumbers(shapes))).toEqual(shapes);
      }),
    );
  });

  it('are taken from a part of a larger array too', () => {
    const part = Int32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect([...unpackInt32(packNumbers(part))]).toEqual([2, 3]);
  });

  it('may be encoded by the host', () => {
    const shapes = Uint16Array.from({ length: 70_000 }, (_, i) => i);
    expect(packNumbers(shapes, (raw) => Buffer.from(raw.buffer).toString('base64'))).toBe(packNumbers(shapes));
  });

  it('are refused where they are cut off or something else', () => {
    expect(() => unpackInt32('AQ==')).toThrow(RangeError);
    for (const text of ['AQA', 'A===', 'AQ=A', 'AQ-_', 'ÄQAA', 'AQ A'])
      expect(() => decodePlainly(text), text).toThrow();
  });
});

describe('base64', () => {
  it('is what Node makes of the same bytes, in both directions', () => {
    fc.assert(
      fc.property(bytes, (raw) => {
        const text = Buffer.from(raw).toString('base64');
        expect(encodeBase64(raw)).toBe(text);
        expect([decodeBase64(text), decodePlainly(text)]).toEqual([raw, raw]);
      }),
    );
  });

  it('is put together from pieces where it is long', () => {
    const raw = Uint8Array.from({ length: 100_000 }, (_, i) => i);
    expect(encodeBase64(raw)).toBe(Buffer.from(raw).toString('base64'));
  });
});
