import { createRequire } from 'node:module';
import type * as Chrono from 'chrono-node/en';

/** Local wall-clock time as if it were UTC, which is how the library keeps the times of photos. */
export interface Today {
  nowMs: number;
}

/** Half-open, in local wall-clock time as if it were UTC. */
export interface DateRange {
  fromMs: number;
  endMs: number;
}

/** Words at the beginning of a list that together name a time. */
export interface FoundDates {
  /** Number of words. */
  length: number;
  range: DateRange;
}

/** A moment as the library gives it, with what of it was said. */
type Point = ReturnType<typeof Chrono.casual.parse>[number]['start'];

/** The oldest photograph that is left is of this year. */
export const FIRST_YEAR = 1826;
/** More words than any time takes ("between march 2019 and the summer of 2020"). */
const MOST_WORDS = 9;
/** What "before 2019" begins with and "since 2019" may end with: the limits of dates. */
export const EARLIEST_MS = -8_640_000_000_000_000;
export const LATEST_MS = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
/** Of these, those that mean nothing else. */
const PLAIN_MONTHS = new Set(MONTHS.filter((name) => !['march', 'may', 'august'].includes(name)));

/** First month of the meteorological seasons of the northern hemisphere; winter ends in the year after. */
const SEASONS: ReadonlyMap<string, number> = new Map([
  ['spring', 3],
  ['summer', 6],
  ['autumn', 9],
  ['fall', 9],
  ['winter', 12],
]);

/** The days of a holiday in a year, generously. */
const HOLIDAYS: ReadonlyMap<string, (year: number) => DateRange> = new Map([
  ['christmas', (year: number) => days(year, 12, 24, 3)],
  ['xmas', (year) => days(year, 12, 24, 3)],
  ['christmas eve', (year) => days(year, 12, 24, 1)],
  ['christmas day', (year) => days(year, 12, 25, 1)],
  ['new year', (year) => days(year - 1, 12, 31, 2)],
  ['new years', (year) => days(year - 1, 12, 31, 2)],
  ['new years eve', (year) => days(year, 12, 31, 1)],
  ['new years day', (year) => days(year, 1, 1, 1)],
  ['halloween', (year) => days(year, 10, 31, 1)],
  ['valentines day', (year) => days(year, 2, 14, 1)],
  // Good Friday to Easter Monday.
  ['easter', (year) => ({ fromMs: easterSunday(year) - 2 * DAY_MS, endMs: easterSunday(year) + 2 * DAY_MS })],
  // The fourth Thursday of November.
  ['thanksgiving', (year) => days(year, 11, 22 + ((11 - new Date(Date.UTC(year, 10, 1)).getUTCDay()) % 7), 1)],
]);

const either = (words: readonly string[]) => `(?:${words.join('|')})`;
const MONTH = either(MONTHS);
const SEASON = either([...SEASONS.keys()]);
// The longer names first.
const HOLIDAY = either([...HOLIDAYS.keys()].toSorted((a, b) => b.length - a.length));
// JavaScript takes years before 100 for others.
const YEAR = String.raw`[12]\d{3}`;
const LAST = '(?:last|past|previous)';
const WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';

/** Every word that a time may be written with. */
const TIME_WORD = new RegExp(
  `^(?:${[
    MONTH,
    'jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec',
    SEASON,
    WEEKDAY,
    ...[...HOLIDAYS.keys()].map((name) => name.replaceAll(' ', '|')),
    LAST,
    'this|next|ago|yesterday|today|tomorrow',
    '(?:day|week|weekend|month|year|decade)s?',
    'a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|couple|few',
    'the|in|on|at|of|to|and|from|during|between|before|after|since|until|till',
    String.raw`${YEAR}|\d{1,3}|\d{1,2}(?:st|nd|rd|th)|(?:[12]\d\d0|\d0)s`,
    String.raw`${YEAR}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.]${YEAR}|${YEAR}-${YEAR}|\d{1,2}-\d{1,2}`,
  ].join('|')})$`,
  'u',
);
/** Something that is about time whatever stands beside it: a year, or a word that counts from today. */
const ANCHOR = new RegExp(String.raw`\d{4}|\d0s\b|\b(?:${LAST}|this|next|ago|yesterday|today|tomorrow)\b`, 'u');

/**
 * The most words from `start` on that name a time: "2019", "last summer", "5 march 2021", "the 1990s", "in 2019",
 * "last 3 months", "between 2015 and 2018", "before 2010". Nouns that can name a time are none by themselves (`march`,
 * `fall`, `christmas`): a year, or `last`, `this` or `next` must be with them. "june" and "in summer" are of no certain
 * year: see `findMonths`.
 *
 * Weeks begin on Monday. Seasons are the northern hemisphere's meteorological ones: winter 2019 is December 2019 to
 * February 2020. A "last" season or holiday is the latest that has begun; what is "last" ends today at the latest.
 */
export function findDates(words: readonly string[], start: number, today: Today): FoundDates | undefined {
  const run: string[] = [];
  for (const word of words.slice(start, start + MOST_WORDS)) {
    const plain = simplify(word);
    if (!TIME_WORD.test(plain)) break;
    run.push(plain);
  }
  for (let length = run.length; length > 0; length--) {
    const text = run.slice(0, length).join(' ');
    const range = ANCHOR.test(text) ? readRange(text, today, false) : undefined;
    if (range) return { length, range };
  }
  return undefined;
}

/**
 * The time that a value names, as in `before:2019-05` or `date:"june 2020"`. Here what lacks a year is the latest that
 * has begun: `after:june`. Undefined where the text is no time.
 */
export function parseDate(text: string, today: Today): DateRange | undefined {
  const words = text
    .split(/[\s,]+/u)
    .map(simplify)
    .filter((word) => word !== '');
  if (words.length === 0 || words.length > MOST_WORDS || !words.every((word) => TIME_WORD.test(word))) return undefined;
  return readRange(words.join(' '), today, true);
}

/** 1..12 for a month's name, its usual abbreviation, or its number. */
export function monthOf(word: string): number | undefined {
  const plain = simplify(word);
  if (/^\d{1,2}$/u.test(plain)) return Number(plain) >= 1 && Number(plain) <= 12 ? Number(plain) : undefined;
  const position = plain.length < 3 ? -1 : MONTHS.findIndex((name) => name === plain || plain === name.slice(0, 3));
  return position >= 0 ? position + 1 : plain === 'sept' ? 9 : undefined;
}

/**
 * Months of any year: "june", "in may", "in summer". `march`, `may`, `august` and the seasons are months only behind
 * "in" or "during", as they mean other things too.
 */
export function findMonths(
  words: readonly string[],
  start: number,
): { length: number; months: readonly number[] } | undefined {
  const [first = '', second = '', third = ''] = words.slice(start, start + 3).map(simplify);
  if (PLAIN_MONTHS.has(first)) return { length: 1, months: [MONTHS.indexOf(first) + 1] };
  if (first !== 'in' && first !== 'during') return undefined;
  if (MONTHS.includes(second)) return { length: 2, months: [MONTHS.indexOf(second) + 1] };
  const season = SEASONS.get(second === 'the' ? third : second);
  if (season === undefined) return undefined;
  return { length: second === 'the' ? 3 : 2, months: [0, 1, 2].map((i) => ((season - 1 + i) % 12) + 1) };
}

function simplify(word: string): string {
  return word.toLowerCase().replace(/['’‘]|^[,;]+|[,;]+$/gu, '');
}

/** Two times with what lies between them, all before or after one, or one. */
function readRange(text: string, today: Today, lenient: boolean): DateRange | undefined {
  const open = /^(before|until|till|after|since) (.+)$/u.exec(text);
  if (open) {
    const [, side = '', rest = ''] = open;
    const range = readTime(rest, today, lenient);
    if (!range) return undefined;
    if (side === 'before') return { fromMs: EARLIEST_MS, endMs: range.fromMs };
    if (side === 'after') return { fromMs: range.endMs, endMs: LATEST_MS };
    return side === 'since' ? { ...range, endMs: LATEST_MS } : { ...range, fromMs: EARLIEST_MS };
  }
  const two =
    /^(?:from|between) (.+) (?:to|until|till|and) (.+)$/u.exec(text) ??
    /^(.+) (?:to|until|till) (.+)$/u.exec(text) ??
    /^(\d{4})-(\d{4})$/u.exec(text);
  if (two) {
    const [, first = '', last = ''] = two;
    // "march to may 2020" is for the library, which gives both the year.
    const from = readTime(first, today, lenient && !/\d{4}/u.test(last));
    const to = readTime(last, today, lenient);
    if (from && to) return from.fromMs < to.endMs ? { fromMs: from.fromMs, endMs: to.endMs } : undefined;
  }
  return readTime(text.replace(/^from /u, ''), today, lenient);
}

function readTime(text: string, today: Today, lenient: boolean): DateRange | undefined {
  const plain = text.replace(/^(?:in|on|at|during) /u, '').replace(/^the /u, '');
  const range =
    readCalendar(plain, today) ??
    readSeasonOrHoliday(plain, today, lenient) ??
    readWeek(plain, today) ??
    readWithLibrary(plain, today, lenient);
  if (!range) return undefined;
  const year = new Date(range.fromMs).getUTCFullYear();
  if (!(year >= FIRST_YEAR - 1 && year <= yearOf(today) + 1)) return undefined;
  const endMs = new RegExp(`^${LAST} `, 'u').test(plain)
    ? Math.min(range.endMs, startOfDay(today) + DAY_MS)
    : range.endMs;
  return range.fromMs < endMs ? { fromMs: range.fromMs, endMs } : undefined;
}

/** Figures that leave no doubt: years, decades, year and month, and dates with the day first or unmistakable. */
function readCalendar(text: string, today: Today): DateRange | undefined {
  const latestYear = yearOf(today) + 1;
  if (/^\d{4}$/u.test(text)) {
    const year = Number(text);
    return year >= FIRST_YEAR && year <= latestYear ? months(year, 1, 12) : undefined;
  }
  const decade = /^(\d{3}0|\d0)s$/u.exec(text)?.[1];
  if (decade !== undefined) {
    const century = Number(decade) <= yearOf(today) % 100 ? 2000 : 1900;
    const year = decade.length === 4 ? Number(decade) : century + Number(decade);
    return { fromMs: Date.UTC(year, 0), endMs: Date.UTC(year + 10, 0) };
  }
  const [, year, month] = /^(\d{4})[-/.](\d{1,2})$/u.exec(text) ?? [];
  if (year !== undefined && Number(month) >= 1 && Number(month) <= 12) return months(Number(year), Number(month), 1);
  const [, first, separator, second, yearLast] = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/u.exec(text) ?? [];
  if (first === undefined || second === undefined || yearLast === undefined) return undefined;
  const [a, b] = [Number(first), Number(second)];
  // 3/4/2021 is March or April, depending on who writes it; with full stops the day is first everywhere.
  if (separator === '.' || a > 12 || a === b) return exactDay(Number(yearLast), b, a);
  return b > 12 ? exactDay(Number(yearLast), a, b) : undefined;
}

const NAMED = new RegExp(`^(?:(${LAST}|this|next) )?(${SEASON}|${HOLIDAY}|${MONTH})(?:(?: of)? (\\d{4}))?$`, 'u');

/** "summer 2019", "last christmas", "this july". */
function readSeasonOrHoliday(text: string, today: Today, lenient: boolean): DateRange | undefined {
  const [, relative, name, year] = NAMED.exec(text) ?? [];
  if (name === undefined || (relative !== undefined && year !== undefined)) return undefined;
  const inYear = (number: number): DateRange => {
    const holiday = HOLIDAYS.get(name);
    const season = SEASONS.get(name);
    if (holiday) return holiday(number);
    return season === undefined ? months(number, MONTHS.indexOf(name) + 1, 1) : months(number, season, 3);
  };
  if (year !== undefined) return inYear(Number(year));
  const current = yearOf(today);
  const now = startOfDay(today);
  // A winter that began in December is still this winter in January.
  const nearby = [current - 2, current - 1, current, current + 1].map(inYear);
  if (relative === 'next') return nearby.find(({ fromMs }) => fromMs > now);
  if (relative === 'this') {
    return nearby.find(({ fromMs, endMs }) => fromMs <= now && now < endMs) ?? inYear(current);
  }
  if (relative === undefined && !lenient) return undefined;
  return nearby.findLast(({ fromMs }) => fromMs < now || (relative === undefined && fromMs === now));
}

/** "last week", "this weekend": from Monday, from Saturday. */
function readWeek(text: string, today: Today): DateRange | undefined {
  const [, relative = '', unit] = new RegExp(`^(${LAST}|this|next) (week|weekend|decade)$`, 'u').exec(text) ?? [];
  if (unit === undefined) return undefined;
  const offset = relative === 'this' ? 0 : relative === 'next' ? 1 : -1;
  if (unit === 'decade') {
    const year = yearOf(today) - (yearOf(today) % 10) + offset * 10;
    return { fromMs: Date.UTC(year, 0), endMs: Date.UTC(year + 10, 0) };
  }
  const monday = startOfWeek(startOfDay(today)) + offset * 7 * DAY_MS;
  return { fromMs: unit === 'week' ? monday : monday + 5 * DAY_MS, endMs: monday + 7 * DAY_MS };
}

/** Dates that `readCalendar` has left as uncertain; and the last day is that of school, not yesterday. */
const NOT_FOR_LIBRARY = new RegExp(String.raw`^(?:\d{1,2}[-/.]\d{1,2}[-/.]\d+|\d{4}|${LAST} day)$`, 'u');

/** All other wordings; what comes back is widened to the day, month or year that was named. */
function readWithLibrary(text: string, today: Today, lenient: boolean): DateRange | undefined {
  if (NOT_FOR_LIBRARY.test(text)) return undefined;
  const [result] = library().casual.parse(text, { instant: new Date(today.nowMs), timezone: 0 });
  if (result?.text.length !== text.length || result.start.isCertain('hour')) return undefined;
  const isRelative = new RegExp(`\\b(?:${LAST}|this|next|ago|yesterday|today|tomorrow)\\b`, 'u').test(text);
  const hasYear = [result.start, result.end].some((point) => point?.isCertain('year'));
  if (!lenient && !isRelative && !hasYear) return undefined;
  const start = widen(result.start);
  if (!start) return undefined;
  if (new RegExp(`^${LAST} .+s$`, 'u').test(text) && !new RegExp(`${WEEKDAY}s$`, 'u').test(text)) {
    // "last 3 months": from that day on, to the end of this one.
    return { fromMs: dayOf(result.start), endMs: startOfDay(today) + DAY_MS };
  }
  if (/\bweeks? ago$/u.test(text)) {
    const monday = startOfWeek(start.fromMs);
    return { fromMs: monday, endMs: monday + 7 * DAY_MS };
  }
  if (result.end) {
    const end = widen(result.end);
    return end && { fromMs: start.fromMs, endMs: end.endMs };
  }
  if (isRelative || hasYear || start.fromMs <= today.nowMs) return start;
  // "24 december" in November: a year ago; "monday" on a Sunday: six days ago.
  const { year, month, day } = partsOf(result.start);
  return result.start.isCertain('day') ? exactDay(year - 1, month, day) : days(year, month, day - 7, 1);
}

function widen(point: Point): DateRange | undefined {
  const { year, month } = partsOf(point);
  if (point.isCertain('day') || point.isCertain('weekday')) {
    return { fromMs: dayOf(point), endMs: dayOf(point) + DAY_MS };
  }
  if (point.isCertain('month')) return months(year, month, 1);
  return point.isCertain('year') ? months(year, 1, 12) : undefined;
}

function partsOf(point: Point): { year: number; month: number; day: number } {
  return { year: point.get('year') ?? 0, month: point.get('month') ?? 1, day: point.get('day') ?? 1 };
}

function dayOf(point: Point): number {
  const { year, month, day } = partsOf(point);
  return Date.UTC(year, month - 1, day);
}

function days(year: number, month: number, day: number, count: number): DateRange {
  const fromMs = Date.UTC(year, month - 1, day);
  return { fromMs, endMs: fromMs + count * DAY_MS };
}

function months(year: number, month: number, count: number): DateRange {
  return { fromMs: Date.UTC(year, month - 1), endMs: Date.UTC(year, month - 1 + count) };
}

/** Undefined where the month has no such day. */
function exactDay(year: number, month: number, day: number): DateRange | undefined {
  const range = days(year, month, day, 1);
  const date = new Date(range.fromMs);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? range : undefined;
}

function yearOf({ nowMs }: Today): number {
  return new Date(nowMs).getUTCFullYear();
}

function startOfDay({ nowMs }: Today): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS;
}

function startOfWeek(dayMs: number): number {
  return dayMs - ((new Date(dayMs).getUTCDay() + 6) % 7) * DAY_MS;
}

/** By the Meeus/Jones/Butcher rule, for the Gregorian calendar. */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(sum / 31) - 1, (sum % 31) + 1);
}

/** Loaded when the first time is asked for that needs it; Node keeps what it has loaded. */
function library(): typeof Chrono {
  return createRequire(import.meta.url)('chrono-node/en') as typeof Chrono;
}
