import {
  type Comparison,
  type FilterField,
  type FilterNode,
  filterFields,
  type ParsedQuery,
  type PhraseNode,
  type QueryNode,
  type Slip,
  type SlipReason,
  type Span,
  type WordNode,
} from './query.ts';

/** Longer queries are cut: nobody types them, and programs that do get an answer all the same. UTF-16 units. */
const MAX_QUERY_LENGTH = 500;
/** Words, phrases and filters; the rest is left out. */
const MAX_LEAVES = 32;
/** Parentheses deeper than this are left out, so that whoever walks the tree may recurse. */
const MAX_DEPTH = 16;

/** Times that a query is looked through for what a removal has left without use. */
const MAX_PASSES = 8;

const FIELD_ALIASES: Readonly<Record<string, FilterField>> = {
  filename: 'file',
  in: 'folder',
  path: 'folder',
  tag: 'label',
  keyword: 'label',
  caption: 'description',
  conf: 'confidence',
};

const FIELDS: ReadonlyMap<string, FilterField> = new Map([
  ...filterFields.map((field) => [field, field] as const),
  ...Object.entries(FIELD_ALIASES),
]);

/** Fields that also take `>`, `>=`, `<`, `<=` and `=`. */
const COMPARABLE: ReadonlySet<FilterField> = new Set(['confidence', 'year', 'month', 'date']);

const QUOTES = '"“”„«»';
/** What ends a word besides white space. */
const BREAKS = `()|${QUOTES}`;

type Leaf = WordNode | PhraseNode | FilterNode;
type Token = {
  span: Span;
} /** Several where the text belongs together: what is left of an unknown field and its value. */ & (
  | { kind: 'leaves'; leaves: Leaf[] }
  | { kind: 'open' | 'close' | 'not' | 'or' | 'and' }
);

/** A node with the text that it takes up, parentheses included. */
interface Placed {
  node: QueryNode;
  span: Span;
}

/**
 * Reads what was typed. Side by side means all of it and binds tighter than `OR`, `or` and `|`; `-` and `NOT` negate;
 * parentheses group; quotes hold words together; `field:value` filters. Nothing is an error: what can't be read as it
 * looks is read as words or left out, and named in `slips`.
 *
 * The root is always an `all`; below it no `all` or `any` has fewer than two parts.
 */
export function parseQuery(text: string): ParsedQuery {
  const { root, slips } = parse(text);
  return { root, slips };
}

/** Writes a filter so that `parseQuery` reads exactly it, in quotes where needed; a double quote becomes a space. */
export function formatFilter(field: FilterField, value: string): string {
  const plain = value.replaceAll('"', ' ');
  const bare = `${field}:${plain}`;
  const [part, ...others] = parse(bare).root.parts;
  const isRead = others.length === 0 && part?.kind === 'filter' && part.value === plain && part.comparison === '=';
  return isRead && !/[\s()|“”„«»]/u.test(plain) ? bare : `${field}:"${plain}"`;
}

/** Takes a piece out of a query, and with it the operators and parentheses that it leaves without use. */
export function withoutSpan(text: string, { start, end }: Span): string {
  // Else what follows the piece would become the value: `camera: -old canon` without `-old`.
  const before = text.slice(0, start).replace(OPEN_FIELD, '$1');
  return tidy(`${before} ${text.slice(end)}`);
}

/** Adds a part at the end so that it holds for all of the query: `a OR b` becomes `(a OR b) part`. */
export function withPart(text: string, part: string): string {
  const [whole, added] = [tidy(text), tidy(part)];
  if (whole === '' || added === '') return whole + added;
  return `${asOperand(whole)} ${asOperand(added)}`;
}

function asOperand(text: string): string {
  return parse(text).hasTopLevelOr ? `(${text})` : text;
}

/** Removes what has no effect and mends what would swallow text put behind it: open quotes, colons without a value. */
function tidy(text: string): string {
  let tidied = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const last = tidied;
    // From the end, so that the spans before stay valid.
    for (const { reason, span } of parse(tidied).slips.toSorted((a, b) => b.span.start - a.span.start)) {
      const [before, piece, after] = [tidied.slice(0, span.start), slice(tidied, span), tidied.slice(span.end)];
      if (reason === 'lone-operator' || reason === 'unmatched-parenthesis') tidied = `${before} ${after}`;
      else if (reason === 'empty-value') tidied = `${before}${piece.replace(/[^\p{L}]+$/u, '')} ${after}`;
      else if (reason === 'unclosed-quote') tidied = `${tidied}"`;
      else if (reason === 'too-long') tidied = before;
    }
    tidied = tidied.trim();
    if (tidied === last) break;
  }
  return collapseSpaces(tidied);
}

/** One space for several, except in quotes. */
function collapseSpaces(text: string): string {
  return text.replace(/"[^"]*"|[“”„«»][^"“”„«»]*["“”„«»]|\s+/gu, (piece) => (/^\s/u.test(piece) ? ' ' : piece));
}

function slice(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}

interface Parsed extends ParsedQuery {
  root: ParsedQuery['root'] & { kind: 'all' };
  hasTopLevelOr: boolean;
}

function parse(text: string): Parsed {
  const slips: Slip[] = [];
  const slip = (reason: SlipReason, span: Span) => slips.push({ reason, span });
  const tokens = dropUnmatched(tokenize(text, slip), slip);
  let at = 0;

  /** Up to the closing parenthesis or the end. */
  function parseAny(): { node: QueryNode | undefined; hasOr: boolean } {
    const groups: QueryNode[] = [];
    let group: QueryNode[] = [];
    let pending: Token | undefined;
    for (let token = tokens[at]; token && token.kind !== 'close'; token = tokens[at]) {
      if (token.kind === 'or') {
        if (group.length === 0) slip('lone-operator', token.span);
        else {
          groups.push(join('all', group));
          group = [];
          pending = token;
        }
        at++;
      } else if (token.kind === 'and') {
        const next = tokens[at + 1]?.kind;
        const joins = group.length > 0 && next !== undefined && !['close', 'or', 'and'].includes(next);
        if (!joins) slip('lone-operator', token.span);
        at++;
      } else {
        const placed = parseUnary();
        if (placed) group.push(placed.node);
      }
    }
    if (group.length > 0) groups.push(join('all', group));
    else if (pending) slip('lone-operator', pending.span);
    return { node: groups.length > 0 ? join('any', groups) : undefined, hasOr: groups.length > 1 };
  }

  function parseUnary(): Placed | undefined {
    const negations: Span[] = [];
    for (let token = tokens[at]; token?.kind === 'not'; token = tokens[at]) {
      negations.push(token.span);
      at++;
    }
    const placed = parsePrimary();
    const [first] = negations;
    if (!first || !placed) {
      for (const span of negations) slip('lone-operator', span);
      return placed;
    }
    const span = { start: first.start, end: placed.span.end };
    // Twice negated is not negated: a long row of signs makes no deep tree.
    if (negations.length % 2 === 0) return { node: placed.node, span };
    return { node: { kind: 'not', part: placed.node, span }, span };
  }

  function parsePrimary(): Placed | undefined {
    const token = tokens[at];
    if (token?.kind === 'leaves') {
      at++;
      return { node: join('all', token.leaves), span: token.span };
    }
    if (token?.kind !== 'open') return undefined;
    at++;
    const { node } = parseAny();
    // Only matched parentheses are left.
    const span = { start: token.span.start, end: tokens[at]?.span.end ?? text.length };
    at++;
    if (!node) slip('lone-operator', span);
    return node && { node, span };
  }

  const { node, hasOr } = parseAny();
  const parts = node === undefined ? [] : node.kind === 'all' ? node.parts : [node];
  slips.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { root: { kind: 'all', parts }, slips: mergeNested(slips), hasTopLevelOr: hasOr };
}

/** Of lone operators within each other, as in `(())`, the outermost is enough. */
function mergeNested(slips: readonly Slip[]): Slip[] {
  let end = 0;
  return slips
    .toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
    .filter(({ reason, span }) => {
      if (reason !== 'lone-operator') return true;
      const isInside = span.end <= end;
      end = Math.max(end, span.end);
      return !isInside;
    });
}

/** `all` or `any` of parts, flattened; a single part stays itself. */
function join(kind: 'all' | 'any', parts: readonly QueryNode[]): QueryNode {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, parts: flat };
}

/** Leaves out parentheses without a partner and those that are nested too deep. */
function dropUnmatched(tokens: readonly Token[], slip: (reason: SlipReason, span: Span) => void): Token[] {
  const dropped = new Set<Token>();
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.kind === 'open') open.push(token);
    if (token.kind !== 'close') continue;
    const partner = open.pop();
    if (!partner) dropped.add(token);
    else if (open.length >= MAX_DEPTH) dropped.add(partner).add(token);
  }
  for (const token of open) dropped.add(token);
  for (const token of dropped) slip('unmatched-parenthesis', token.span);
  return tokens.filter((token) => !dropped.has(token));
}

function tokenize(text: string, slip: (reason: SlipReason, span: Span) => void): Token[] {
  const limit = text.length > MAX_QUERY_LENGTH ? wholeCharacters(text, MAX_QUERY_LENGTH) : text.length;
  const input = text.slice(0, limit);
  const tokens: Token[] = [];
  let leafCount = 0;
  let at = 0;

  function add(start: number, leaves: Leaf[]): void {
    if (leaves.length === 0) return;
    leafCount += leaves.length;
    tokens.push({ kind: 'leaves', leaves, span: { start, end: at } });
  }

  /** The text from a quote at `at` to the one that closes it, which is passed. */
  function readQuoted(): { text: string; isClosed: boolean } {
    const start = at;
    // What opens with a plain quote ends with one, so that typographic ones may stand inside.
    const closing = input[start] === '"' ? '"' : QUOTES;
    at++;
    while (at < input.length && !closing.includes(input.charAt(at))) at++;
    const quoted = input.slice(start + 1, at);
    const isClosed = at < input.length;
    if (isClosed) at++;
    else slip('unclosed-quote', { start, end: at });
    return { text: quoted, isClosed };
  }

  function readPhrase(): PhraseNode[] {
    const start = at;
    const { text: quoted, isClosed } = readQuoted();
    const phrase = clean(quoted);
    const span = { start, end: at };
    if (phrase !== '') return [{ kind: 'phrase', text: phrase, span }];
    if (isClosed) slip('lone-operator', span);
    return [];
  }

  /** A filter's value from `at` on: quoted, or up to a space. */
  function readValue(field: FilterField): string {
    if (QUOTES.includes(input.charAt(at)) && at < input.length) return readQuoted().text;
    const value = (field === 'near' && matchAt(NEAR, input, at)) || readBareValue(input, at);
    at += value.length;
    return value.replace(/[,;]+$/u, '');
  }

  /** `field:value`; undefined, and nothing is passed, where the text at `at` is no known field with an operator. */
  function readFilter(): Leaf | undefined {
    const start = at;
    const [match = '', name = '', operator = ''] = FILTER_START.exec(input.slice(at)) ?? [];
    const sign = operator.trim();
    const field = FIELDS.get(name.toLowerCase());
    if (!field || (sign !== ':' && !COMPARABLE.has(field))) return undefined;
    at += match.length;
    const second = sign === ':' && COMPARABLE.has(field) ? matchAt(COMPARISON, input, at) : '';
    at += second.length;
    const operatorEnd = at;
    at += matchAt(SPACES, input, at).length;
    const isMissing = at > operatorEnd && !isValueAt(input, at, field);
    if (isMissing) at = operatorEnd;
    const value = isMissing ? '' : readValue(field);
    const span = { start, end: at };
    if (value.trim() !== '') return { kind: 'filter', field, value, comparison: toComparison(second || sign), span };
    slip('empty-value', span);
    return { kind: 'word', text: name, span };
  }

  /** Words of a run without spaces: one, or more where it looks like a field that there is not. */
  function readWords(): Leaf[] {
    const start = at;
    const run = matchAt(WORD_RUN, input, at);
    at += run.length;
    if (!UNKNOWN_FIELD.test(run)) {
      const word = clean(run);
      if (word === '' && /^[\p{Pd}&]+$/u.test(run)) slip('lone-operator', { start, end: at });
      return word === '' ? [] : [{ kind: 'word', text: word, span: { start, end: at } }];
    }
    const leaves: Leaf[] = [];
    let from = start;
    for (const piece of run.split(/(?<=:)/u)) {
      const word = clean(piece);
      if (word !== '') leaves.push({ kind: 'word', text: word, span: { start: from, end: from + piece.length } });
      from += piece.length;
    }
    if (run.endsWith(':') && at < input.length && QUOTES.includes(input.charAt(at))) leaves.push(...readPhrase());
    if (leaves.length > 1) slip('unknown-field', { start, end: at });
    return leaves;
  }

  while (at < input.length && leafCount < MAX_LEAVES) {
    const start = at;
    const character = input.charAt(at);
    const negated = tokens.at(-1)?.kind === 'not' && tokens.at(-1)?.span.end === at;
    const word = KEYWORD.exec(input.slice(at))?.[0];
    const keyword = word !== undefined && !negated ? KEYWORDS[word] : undefined;
    const minus = matchAt(/-+(?![\s-]|$)/uy, input, at);
    if (/\s/u.test(character)) at++;
    else if (character === '(' || character === ')') {
      at++;
      tokens.push({ kind: character === '(' ? 'open' : 'close', span: { start, end: at } });
    } else if (character === '|') {
      at += matchAt(/\|+/uy, input, at).length;
      tokens.push({ kind: 'or', span: { start, end: at } });
    } else if (QUOTES.includes(character)) add(start, readPhrase());
    else if (minus !== '') {
      at += minus.length;
      tokens.push({ kind: 'not', span: { start, end: at } });
    } else if (keyword && word !== undefined) {
      at += word.length;
      tokens.push({ kind: keyword, span: { start, end: at } });
    } else {
      const filter = readFilter();
      add(start, filter ? [filter] : readWords());
    }
  }

  const rest = matchAt(SPACES, text, at);
  if (at + rest.length < text.length) slip('too-long', { start: at, end: text.length });
  const [only] = tokens;
  if (tokens.length === 1 && only && /^\p{L}+$/u.test(slice(input, only.span)) && only.kind !== 'leaves') {
    const leaf: WordNode = { kind: 'word', text: slice(input, only.span), span: only.span };
    return [{ kind: 'leaves', leaves: [leaf], span: only.span }];
  }
  return tokens;
}

const KEYWORDS: Readonly<Record<string, 'or' | 'and' | 'not'>> = {
  OR: 'or',
  or: 'or',
  AND: 'and',
  '&&': 'and',
  NOT: 'not',
};
const KEYWORD = /^(?:OR|or|AND|&&|NOT)(?=[\s()|"“”„«»]|$)/u;

const SPACES = /\s*/uy;
const FILTER_START = /^(\p{L}+)(:|\s*(?:>=|<=|>|<|=))/u;
const COMPARISON = />=|<=|>|</uy;
const UNKNOWN_FIELD = /^\p{L}[\p{L}\p{N}_-]*:/u;
/** A field at the end that still waits for its value. */
const OPEN_FIELD = /((?:^|[\s()|"“”„«»-])\p{L}[\p{L}\p{N}_-]*):\s*$/u;
const WORD_RUN = /[^\s()|"“”„«»]+/uy;
/** `47.4, 8.5, 10 km`: spaces may stand after the commas. */
const NEAR = /[+-]?\d+(?:\.\d+)?\s*,\s*[+-]?\d+(?:\.\d+)?(?:\s*,\s*\d+(?:\.\d+)?(?:\s*k?m\b)?)?/iuy;

function toComparison(sign: string): Comparison {
  return sign === '>' || sign === '>=' || sign === '<' || sign === '<=' ? sign : '=';
}

/** Whether something that can be a value stands behind `field: `. */
function isValueAt(input: string, at: number, field: FilterField): boolean {
  const rest = input.slice(at);
  if (field === 'near' && matchAt(NEAR, input, at) !== '') return true;
  return !(/^(?:[-()|]|$)/u.test(rest) || KEYWORD.test(rest) || UNKNOWN_FIELD.test(rest));
}

/** Up to a space, a quote, `|`, or a closing parenthesis that was not opened within. */
function readBareValue(input: string, start: number): string {
  let depth = 0;
  let at = start;
  for (; at < input.length; at++) {
    const character = input.charAt(at);
    if (character === '(') depth++;
    else if (character === ')' && --depth < 0) break;
    else if (character !== ')' && (BREAKS.includes(character) || /\s/u.test(character))) break;
  }
  return input.slice(start, at);
}

/** What a sticky expression matches at a place; empty where it does not. */
function matchAt(pattern: RegExp, input: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(input)?.[0] ?? '';
}

/** The same length, or one less where a character of two units would be torn. */
function wholeCharacters(text: string, length: number): number {
  return (text.codePointAt(length - 1) ?? 0) > 0xffff ? length - 1 : length;
}

/** Without the punctuation around it, and with single spaces. */
function clean(text: string): string {
  return text.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '').replace(/\s+/gu, ' ');
}
