/** A piece of the typed text: half-open, in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/** Things that can be asked for by name, as in `camera:canon`. */
export const filterFields = [
  'label',
  'folder',
  'file',
  'camera',
  'lens',
  'type',
  'is',
  'before',
  'after',
  'year',
  'month',
  'date',
  'confidence',
  'near',
  'similar',
  'description',
] as const;

export type FilterField = (typeof filterFields)[number];

export type Comparison = '>' | '>=' | '<' | '<=' | '=';

/** One word outside quotes. Neighbouring words may make one name ("Siamese cat") or one date ("last summer"). */
export interface WordNode {
  kind: 'word';
  text: string;
  span: Span;
}

/** Words in quotes: they belong together, and are never left out as too common. */
export interface PhraseNode {
  kind: 'phrase';
  text: string;
  span: Span;
}

/** `field:value`, as typed: what the value means is not looked at here. `span` is of the whole, with the field. */
export interface FilterNode {
  kind: 'filter';
  field: FilterField;
  value: string;
  /** `=` for a colon. */
  comparison: Comparison;
  span: Span;
}

/** What was typed, as a tree. `all` without parts asks for everything. */
export type QueryNode =
  | { kind: 'all' | 'any'; parts: QueryNode[] }
  | { kind: 'not'; part: QueryNode; span: Span }
  | WordNode
  | PhraseNode
  | FilterNode;

/** Why a piece was not taken for what it looks like; it was taken for words instead, or left out where it has none. */
export type SlipReason =
  | 'unclosed-quote'
  | 'unmatched-parenthesis'
  | 'unknown-field'
  | 'empty-value'
  | 'lone-operator'
  | 'too-long';

export interface Slip {
  reason: SlipReason;
  span: Span;
}

export interface ParsedQuery {
  root: QueryNode;
  slips: Slip[];
}
