import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatFilter, parseQuery, withoutSpan, withPart } from './parse-query.ts';
import { filterFields, type QueryNode, type Span } from './query.ts';

/** A tree in brackets: `all` as [a b], `any` as <a b>, `not` as -a, a filter as {field=value}. */
function show(node: QueryNode): string {
  switch (node.kind) {
    case 'all':
      return `[${node.parts.map(show).join(' ')}]`;
    case 'any':
      return `<${node.parts.map(show).join(' ')}>`;
    case 'not':
      return `-${show(node.part)}`;
    case 'word':
      return node.text;
    case 'phrase':
      return `"${node.text}"`;
    case 'filter':
      return `{${node.field}${node.comparison}${node.value}}`;
  }
}

const read = (text: string) => show(parseQuery(text).root).slice(1, -1);
const slips = (text: string) =>
  parseQuery(text).slips.map(({ reason, span }) => `${reason} ${text.slice(span.start, span.end)}`);

/** Spans of what can be cut out by itself. */
function leafSpans(node: QueryNode): Span[] {
  switch (node.kind) {
    case 'all':
    case 'any':
      return node.parts.flatMap(leafSpans);
    case 'not':
      return leafSpans(node.part);
    default:
      return [node.span];
  }
}

/** Spans of negations, the outer ones first. */
function notSpans(node: QueryNode): Span[] {
  if (node.kind === 'all' || node.kind === 'any') return node.parts.flatMap(notSpans);
  return node.kind === 'not' ? [node.span, ...notSpans(node.part)] : [];
}

describe('reading', () => {
  test.each([
    // Words and phrases
    ['', ''],
    ['dog beach "palm tree"', 'dog beach "palm tree"'],
    ["cats, dogs; T-shirt Queen's!", "cats dogs T-shirt Queen's"],
    ['“palm tree” „Siamese cat“ «brown bear»', '"palm tree" "Siamese cat" "brown bear"'],
    ['😀 東京 кошка', '😀 東京 кошка'],
    ['salt and pepper', 'salt and pepper'],
    ['10:30', '10:30'],
    // Negation
    ['-cat -"Siamese cat" dog', '-cat -"Siamese cat" dog'],
    ['NOT cat not dog', '-cat not dog'],
    ['-(cat dog) NOT (a OR b)', '-[cat dog] -<a b>'],
    ['-label:cat --dog NOT NOT bird', '-{label=cat} -dog bird'],
    ['dog -or', 'dog -or'],
    // Any and all
    ['a b OR c', '<[a b] c>'],
    ['a | b or c', '<a b c>'],
    ['a|b c', '<a [b c]>'],
    ['a AND b && c', 'a b c'],
    ['(a OR b) c', '<a b> c'],
    ['((a)) (b (c d))', 'a b c d'],
    ['a OR (b OR c)', '<a b c>'],
    // Filters
    ['camera:canon Camera: nikon', '{camera=canon} {camera=nikon}'],
    ['camera:"Canon EOS R6" label:"crane (bird)"', '{camera=Canon EOS R6} {label=crane (bird)}'],
    ['label:“crane (bird)”', '{label=crane (bird)}'],
    [
      'tag:a keyword:b filename:c in:d path:e conf:0.8',
      '{label=a} {label=b} {file=c} {folder=d} {folder=e} {confidence=0.8}',
    ],
    ['confidence>0.8 confidence >= 80% conf<1', '{confidence>0.8} {confidence>=80%} {confidence<1}'],
    ['year:2019 year>=2019 year:>=2019 year=2019', '{year=2019} {year>=2019} {year>=2019} {year=2019}'],
    ['near:47.4,8.5 near: -33.8, 151, 10 km dog', '{near=47.4,8.5} {near=-33.8, 151, 10 km} dog'],
    ['(label:cat) file:IMG_(1).jpg', '{label=cat} {file=IMG_(1).jpg}'],
    ['folder:2019/summer, dog', '{folder=2019/summer} dog'],
  ])('%s', (text, expected) => {
    expect([read(text), slips(text)]).toEqual([expected, []]);
  });
});

describe('slips are no errors', () => {
  test.each([
    ['"palm tree', '"palm tree"', ['unclosed-quote "palm tree']],
    ['label:"palm tree', '{label=palm tree}', ['unclosed-quote "palm tree']],
    ['"', '', ['unclosed-quote "']],
    ['(cat', 'cat', ['unmatched-parenthesis (']],
    ['cat) dog', 'cat dog', ['unmatched-parenthesis )']],
    ['foo:bar', 'foo bar', ['unknown-field foo:bar']],
    ['-foo:"bar baz"', '-[foo "bar baz"]', ['unknown-field foo:"bar baz"']],
    ['label:', 'label', ['empty-value label:']],
    ['label:"" cat', 'label cat', ['empty-value label:""']],
    ['camera: OR cat', '<camera cat>', ['empty-value camera:']],
    ['camera: -cat', 'camera -cat', ['empty-value camera:']],
    ['- cat', 'cat', ['lone-operator -']],
    ['OR cat |', 'cat', ['lone-operator OR', 'lone-operator |']],
    ['cat OR OR dog', '<cat dog>', ['lone-operator OR']],
    ['AND cat NOT', 'cat', ['lone-operator AND', 'lone-operator NOT']],
    ['() (()) ""', '', ['lone-operator ()', 'lone-operator (())', 'lone-operator ""']],
    ['or', 'or', []],
    ['NOT', 'NOT', []],
    ['|', '', ['lone-operator |']],
  ])('%s', (text, expected, expectedSlips) => {
    expect([read(text), slips(text)]).toEqual([expected, expectedSlips]);
  });

  test('what is too long is cut', () => {
    expect(parseQuery(`${'x'.repeat(499)}😀`).slips).toEqual([{ reason: 'too-long', span: { start: 499, end: 501 } }]);
    const many = Array.from({ length: 40 }, (_, i) => `w${i}`).join(' ');
    expect(leafSpans(parseQuery(many).root)).toHaveLength(32);
    expect(slips(many)).toEqual(['too-long  w32 w33 w34 w35 w36 w37 w38 w39']);
  });

  test('deep nesting is flattened, not followed', () => {
    const deep = parseQuery(`${'-('.repeat(200)}cat${')'.repeat(90)}`);
    expect(leafSpans(deep.root)).toHaveLength(1);
    expect(notSpans(deep.root).length).toBeLessThan(20);
  });
});

test('a span covers what is to be cut', () => {
  const text = 'dog -(cat, "palm tree") label: "x y"';
  const { root } = parseQuery(text);
  const cut = ({ start, end }: Span) => text.slice(start, end);
  expect(leafSpans(root).map(cut)).toEqual(['dog', 'cat,', '"palm tree"', 'label: "x y"']);
  expect(notSpans(root).map(cut)).toEqual(['-(cat, "palm tree")']);
});

test.each([
  ['cat OR dog', 'dog', 'cat'],
  ['cat OR dog bird', 'cat', 'dog bird'],
  ['(cat) dog', 'cat', 'dog'],
  ['a  -(cat)  "b  c"', 'cat', 'a "b  c"'],
  ['foo:bar', 'bar', 'foo'],
  ['camera: -old canon', '-old', 'camera canon'],
])('%s without %s is %s', (text, piece, expected) => {
  const start = text.indexOf(piece);
  expect(withoutSpan(text, { start, end: start + piece.length })).toBe(expected);
});

test.each([
  ['', 'cat', 'cat'],
  ['dog', 'cat', 'dog cat'],
  ['a OR b', 'cat', '(a OR b) cat'],
  ['(a OR b)', 'cat', '(a OR b) cat'],
  ['a', 'b OR c', 'a (b OR c)'],
  ['a) OR b', 'cat', '(a OR b) cat'],
  ['a OR', 'cat', 'a cat'],
  ['"palm tree', 'cat', '"palm tree" cat'],
  ['label:', 'cat', 'label cat'],
])('%s with %s is %s', (text, part, expected) => {
  expect(withPart(text, part)).toBe(expected);
});

const field = fc.constantFrom(...filterFields);
const value = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.string({ unit: fc.constantFrom(...'ab -:,;()|>=<%"“”/\\.'), minLength: 1, maxLength: 8 }),
);

test('a written filter is read as exactly that filter', () => {
  expect(formatFilter('camera', 'canon')).toBe('camera:canon');
  expect(formatFilter('label', 'crane (bird)')).toBe('label:"crane (bird)"');
  fc.assert(
    fc.property(field, value, (name, typed) => {
      const expected = typed.replaceAll('"', ' ');
      fc.pre(expected.trim() !== '');
      const text = formatFilter(name, typed);
      const span = { start: 0, end: text.length };
      expect(parseQuery(text)).toEqual({
        root: { kind: 'all', parts: [{ kind: 'filter', field: name, value: expected, comparison: '=', span }] },
        slips: [],
      });
      expect(read(`(${text}) OR dog`)).toBe(`<{${name}=${expected}} dog>`);
    }),
  );
});

type Tree = { kind: 'leaf'; text: string; shown: string } | { kind: 'not'; part: Tree } | Group;
type Group = { kind: 'all' | 'any'; parts: Tree[]; sign: string };

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom('cat', 'T-shirt', 'кошка', 'and', '😀').map((text) => ({ kind: 'leaf' as const, text, shown: text })),
  fc.constantFrom('"palm tree"', '"a OR b"', '"x"').map((text) => ({ kind: 'leaf' as const, text, shown: text })),
  fc
    .tuple(field, value)
    .filter(([, typed]) => typed.replaceAll('"', ' ').trim() !== '')
    .map(([name, typed]) => ({
      kind: 'leaf' as const,
      text: formatFilter(name, typed),
      shown: `{${name}=${typed.replaceAll('"', ' ')}}`,
    })),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    tie('tree').map((part) => ({ kind: 'not' as const, part })),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      sign: fc.constantFrom(' OR ', ' or ', ' | ', '|'),
    }),
  ),
}));

function write(node: Tree): string {
  if (node.kind === 'leaf') return node.text;
  if (node.kind === 'not') return node.part.kind === 'leaf' ? `-${node.part.text}` : `-(${write(node.part)})`;
  const texts = node.parts.map((part) =>
    part.kind === 'all' || part.kind === 'any' ? `(${write(part)})` : write(part),
  );
  return texts.join(node.kind === 'all' ? ' ' : node.sign);
}

/** What it must be read as, without the leaf of that position. */
function meaning(node: Tree, without = -1): string {
  let position = 0;
  const visit = (current: Tree): { kind: string; shown: string[] } | undefined => {
    if (current.kind === 'leaf') return position++ === without ? undefined : { kind: 'leaf', shown: [current.shown] };
    if (current.kind === 'not') {
      const part = visit(current.part);
      return part && { kind: 'not', shown: [`-${join(part)}`] };
    }
    const parts = current.parts.flatMap((part) => visit(part) ?? []);
    const [first] = parts;
    if (parts.length < 2) return first;
    return {
      kind: current.kind,
      shown: parts.flatMap((part) => (part.kind === current.kind ? part.shown : join(part))),
    };
  };
  const join = ({ kind, shown }: { kind: string; shown: string[] }) =>
    kind === 'all' ? `[${shown.join(' ')}]` : kind === 'any' ? `<${shown.join(' ')}>` : shown.join('');
  const whole = visit(node);
  return whole === undefined ? '' : whole.kind === 'all' ? whole.shown.join(' ') : join(whole);
}

test('what is written by the grammar is read with the same meaning, also with any leaf cut out', () => {
  fc.assert(
    fc.property(tree, (node) => {
      const text = write(node);
      fc.pre(text.length <= 500);
      expect([read(text), slips(text)]).toEqual([meaning(node), []]);
      leafSpans(parseQuery(text).root).forEach((span, position) => {
        expect(read(withoutSpan(text, span))).toBe(meaning(node, position));
      });
      expect(read(withPart(text, 'dog'))).toBe(`${meaning(node)} dog`);
    }),
  );
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 700 }),
  fc.string({ unit: fc.constantFrom(...'ab:-"“»()|><=, ', 'OR ', 'NOT ', 'label:', 'near:', '1,2'), maxLength: 60 }),
  // Lone halves of surrogate pairs.
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 }).map((units) => String.fromCharCode(...units)),
);

test('no text makes it throw; spans are inside the text, in order and apart; trees are small', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { root, slips: found } = parseQuery(text);
      const spans = leafSpans(root);
      expect(spans.length).toBeLessThanOrEqual(32);
      expect(root.kind).toBe('all');
      let end = 0;
      for (const span of spans) {
        expect(span.start).toBeGreaterThanOrEqual(end);
        expect(span.end).toBeGreaterThan(span.start);
        end = span.end;
      }
      for (const { span } of [...found.map((slip) => ({ span: slip.span })), { span: { start: 0, end } }]) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(text.length);
      }
      for (const span of [...spans, ...notSpans(root)])
        expect(withoutSpan(text, span).length).toBeLessThanOrEqual(text.length + 2);
      expect(read(withPart(text, 'dog')).length).toBeGreaterThan(0);
    }),
  );
});
