import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLabelTable } from './label-table.ts';

const read = (text: string) => readLabelTable(new TextEncoder().encode(text));
const tell = (text: string) => read(text).map(({ line, path, label }) => `${line} ${path} = ${label}`);

test('commas, semicolons and tabs; quotes, empty lines, a byte order mark, line ends of any system', () => {
  expect(tell('a.jpg,cat\nb.jpg,dog\n')).toEqual(['1 a.jpg = cat', '2 b.jpg = dog']);
  expect(tell('\uFEFFa, b.jpg;cat\r\n\r\nb.jpg; my dog \r\n')).toEqual(['1 a, b.jpg = cat', '3 b.jpg = my dog']);
  expect(tell('a.jpg\tcat\rb.jpg\tdog')).toEqual(['1 a.jpg = cat', '2 b.jpg = dog']);
  expect(tell('"a, ""b"".jpg",cat\n/photos/ü.jpg,"Grandma, at home"')).toEqual([
    '1 a, "b".jpg = cat',
    '2 /photos/ü.jpg = Grandma, at home',
  ]);
});

test('a first line with names says where the columns are, among others', () => {
  expect(tell('path,label\na.jpg,cat')).toEqual(['2 a.jpg = cat']);
  expect(tell('Label;taken;File\ncat;2024;a.jpg\ndog;;b.jpg')).toEqual(['2 a.jpg = cat', '3 b.jpg = dog']);
});

test.each([
  ['a.jpg,cat\nb.jpg\n', /^Line 2: a path and a label are wanted, not 1 columns/],
  ['a.jpg,cat,2024\n', /^Line 1: .* not 3 columns\. More need a first line with names/],
  ['path,label,year\na.jpg,cat,2024\nb.jpg,,2024', /^Line 3: it names no label/],
  ['path,label\n,cat', /^Line 2: it names no photo/],
  [`a.jpg,${'x'.repeat(201)}`, /^Line 1: its label is longer than 200 letters/],
  ['a.jpg,cat\n"b.jpg,cat\nc.jpg,dog', /^Line \d: its quotes don’t match/],
  ['path,label\n', /no line with a path and a label/],
  ['', /no line with a path and a label/],
])('%j is refused with the line', (text, message) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'invalid-request', message: expect.stringMatching(message) }),
  );
});

test('another encoding than UTF-8 is told', () => {
  expect(() => readLabelTable(Uint8Array.from([0x61, 0xfc, 0x2e, 0x2c, 0x63]))).toThrow(/not written in UTF-8/);
});

test('any bytes give rows or an error for the user', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', ' ') })),
      (text) => {
        try {
          for (const { line, path, label } of read(text)) {
            expect(line).toBeGreaterThan(0);
            expect(Math.min(path.length, label.length)).toBeGreaterThan(0);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid-request' });
        }
      },
    ),
  );
});
