import { rawSuffixes } from '../../../shared/model/formats.ts';
import type { Comparison, FilterNode } from '../../../shared/query/query.ts';
import type { Condition } from './condition.ts';
import { type DateRange, EARLIEST_MS, FIRST_YEAR, LATEST_MS, monthOf, parseDate, type Today } from './dates.ts';
import { type AttributeField, type KeyTable, toPlain, toPlainCase } from './key-table.ts';
import { foundList } from './segment.ts';

/** What a filter asks for; `range` where it is about dates. */
export interface ResolvedFilter {
  condition: Condition;
  range?: DateRange;
}

const DEFAULT_RADIUS_KM = 10;
const MAX_RADIUS_KM = 20_100;

/** Other words for what `is:` knows. */
const MARKS: Readonly<Record<string, string>> = {
  favourite: 'favourite',
  favorite: 'favourite',
  favourites: 'favourite',
  favorites: 'favourite',
  hidden: 'hidden',
  copy: 'copy',
  copies: 'copy',
  duplicate: 'copy',
  unsure: 'unsure',
  corrected: 'corrected',
};

/** Other words for formats as the library names them. */
const TYPES: Readonly<Record<string, string>> = { jpg: 'jpeg', heic: 'heif', hif: 'heif', tif: 'tiff' };
const KNOWN_TYPES = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif', 'heif', 'raw']);
const RAW_FORMATS = new Set([...rawSuffixes].map((suffix) => suffix.slice(1)));

/** The type that a photo of this format is found by: all raw formats are `raw`. */
export function typeOfFormat(format: string): string {
  return RAW_FORMATS.has(format) ? 'raw' : format;
}

/** Whether a filter asks for hidden photos. */
export function isHiddenFilter({ field, value }: FilterNode): boolean {
  return field === 'is' && MARKS[value.toLowerCase()] === 'hidden';
}

/** What a filter means, but for those that ask for more than the index has (`label:`, `similar:`, `description:`); undefined where its value makes no sense. */
export function resolveFilter(node: FilterNode, keys: KeyTable, today: Today): ResolvedFilter | undefined {
  const { field, value, comparison } = node;
  switch (field) {
    case 'folder':
    case 'camera':
    case 'lens':
      return { condition: attributeHolds(keys, field, value) };
    case 'file':
      return { condition: { kind: 'name', text: toPlainCase(value) } };
    case 'type': {
      const wanted = TYPES[value.toLowerCase()] ?? value.toLowerCase();
      return KNOWN_TYPES.has(wanted) || RAW_FORMATS.has(wanted)
        ? { condition: attributeIs(keys, 'type', typeOfFormat(wanted)) }
        : undefined;
    }
    case 'is': {
      const mark = MARKS[value.toLowerCase()];
      return mark === undefined ? undefined : { condition: attributeIs(keys, 'is', mark) };
    }
    case 'before':
    case 'after':
    case 'date':
    case 'year':
      return resolveDate(field, value, comparison, today);
    case 'month': {
      const month = monthOf(value);
      return month === undefined ? undefined : { condition: monthsOfAnyYear([month], today) };
    }
    case 'confidence':
      return resolveCertainty(value, comparison);
    case 'near':
      return resolvePlace(value);
    case 'label':
    case 'similar':
    case 'description':
      return undefined;
  }
}

/** Photos taken in these months (1..12), whatever the year. */
export function monthsOfAnyYear(months: readonly number[], { nowMs }: Today): Condition {
  const lastYear = new Date(nowMs).getUTCFullYear() + 1;
  const years = Array.from({ length: lastYear - FIRST_YEAR + 1 }, (_, i) => FIRST_YEAR + i);
  return {
    kind: 'taken',
    ranges: years.flatMap((year) =>
      months.map((month) => ({ fromMs: Date.UTC(year, month - 1), endMs: Date.UTC(year, month) })),
    ),
  };
}

function attributeIs(keys: KeyTable, field: AttributeField, wanted: string): Condition {
  const lists = [...keys.attributes(field)].filter(([value]) => value === wanted).map(([, key]) => foundList(key));
  return { kind: 'lists', lists, weaker: [] };
}

/** All words of the text are somewhere in the value; case and the kind of slash do not matter. */
export function attributeHolds(
  keys: KeyTable,
  field: AttributeField,
  text: string,
): Extract<Condition, { kind: 'lists' }> {
  const wanted = field === 'folder' ? [toPlain(text)] : toPlain(text).split(/\s+/u);
  const lists = keys
    .plainAttributes(field)
    .filter((value) => wanted.every((word) => value.text.includes(word)))
    .map(({ key }) => foundList(key));
  return { kind: 'lists', lists, weaker: [] };
}

/** `before:` and `after:` leave out the time that they name. */
function resolveDate(
  field: 'before' | 'after' | 'date' | 'year',
  value: string,
  comparison: Comparison,
  today: Today,
): ResolvedFilter | undefined {
  const named = parseDate(value, today);
  if (!named) return undefined;
  const side = field === 'before' ? '<' : field === 'after' ? '>' : comparison;
  const ranges: Record<Comparison, DateRange> = {
    '<': { fromMs: EARLIEST_MS, endMs: named.fromMs },
    '<=': { fromMs: EARLIEST_MS, endMs: named.endMs },
    '=': named,
    '>=': { fromMs: named.fromMs, endMs: LATEST_MS },
    '>': { fromMs: named.endMs, endMs: LATEST_MS },
  };
  const range = ranges[side];
  return { condition: { kind: 'taken', ranges: [range] }, range };
}

/** 0.8, .8 and 80% are the same; a colon means "at least". */
function resolveCertainty(value: string, comparison: Comparison): ResolvedFilter | undefined {
  const [, digits, percent] = /^(\d{1,3}|\d*[.,]\d+)\s*(%?)$/u.exec(value) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits.replace(',', '.'));
  const share = percent === '%' || number > 1 ? number / 100 : number;
  if (share > 1) return undefined;
  const step = 0.001;
  const least = comparison === '>' ? share + step : comparison === '>=' || comparison === '=' ? share : 0;
  const most = comparison === '<' ? share - step : comparison === '<=' ? share : 1;
  return { condition: { kind: 'certainty', least, most } };
}

/** `latitude,longitude` in degrees and, as it may be, a radius in km or m. */
function resolvePlace(value: string): ResolvedFilter | undefined {
  const [, north, east, distance, unit] =
    /^([-+]?\d+(?:\.\d+)?)\s*[,;]\s*([-+]?\d+(?:\.\d+)?)(?:\s*[,;]\s*(\d+(?:\.\d+)?)\s*(km|m)?)?$/iu.exec(value) ?? [];
  if (north === undefined || east === undefined) return undefined;
  const latitude = Number(north);
  const longitude = Number(east);
  const radius = distance === undefined ? DEFAULT_RADIUS_KM : Number(distance);
  const radiusKm = unit?.toLowerCase() === 'm' ? radius / 1000 : radius;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || radiusKm > MAX_RADIUS_KM) return undefined;
  return { condition: { kind: 'near', latitude, longitude, radiusKm } };
}
