import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DateRange, findDates, findMonths, monthOf, parseDate } from './dates.ts';

/** A Sunday. */
const today = { nowMs: Date.UTC(2026, 10, 22, 12) };

const days = (range: DateRange | undefined) =>
  range && [range.fromMs, range.endMs].map((ms) => new Date(ms).toISOString().slice(0, 10)).join(' ');
const find = (text: string, now = today) => {
  const found = findDates(text.split(' '), 0, now);
  return found && `${found.length}: ${days(found.range)}`;
};

describe('times', () => {
  test.each([
    // Years, decades
    ['2019', '1: 2019-01-01 2020-01-01'],
    ['in 2019', '2: 2019-01-01 2020-01-01'],
    ['1826', '1: 1826-01-01 1827-01-01'],
    ['2027', '1: 2027-01-01 2028-01-01'],
    ['the 1990s', '2: 1990-01-01 2000-01-01'],
    ['90s', '1: 1990-01-01 2000-01-01'],
    ['2015-2018', '1: 2015-01-01 2019-01-01'],
    ['between 2018 and 2020', '4: 2018-01-01 2021-01-01'],
    // Months and days
    ['March 2021', '2: 2021-03-01 2021-04-01'],
    ['sept 2020', '2: 2020-09-01 2020-10-01'],
    ['2021-03', '1: 2021-03-01 2021-04-01'],
    ['2021-03-05', '1: 2021-03-05 2021-03-06'],
    ['5 march 2021', '3: 2021-03-05 2021-03-06'],
    ['march 5th 2021', '3: 2021-03-05 2021-03-06'],
    ['5th of march 2021', '4: 2021-03-05 2021-03-06'],
    ['25/12/2020', '1: 2020-12-25 2020-12-26'],
    ['5.3.2021', '1: 2021-03-05 2021-03-06'],
    ['march to may 2020', '4: 2020-03-01 2020-06-01'],
    ['5 to 8 march 2021', '5: 2021-03-05 2021-03-09'],
    ['5-8 march 2021', '3: 2021-03-05 2021-03-09'],
    // Seasons and holidays
    ['summer 2019', '2: 2019-06-01 2019-09-01'],
    ['in the summer of 2019', '5: 2019-06-01 2019-09-01'],
    ['fall 2020', '2: 2020-09-01 2020-12-01'],
    ['winter 2019', '2: 2019-12-01 2020-03-01'],
    ['last summer', '2: 2026-06-01 2026-09-01'],
    ['last spring flower', '2: 2026-03-01 2026-06-01'],
    ['last winter', '2: 2025-12-01 2026-03-01'],
    ['christmas 2020', '2: 2020-12-24 2020-12-27'],
    ['last christmas', '2: 2025-12-24 2025-12-27'],
    ['easter 2019', '2: 2019-04-19 2019-04-23'],
    ["new year's eve 2019", '4: 2019-12-31 2020-01-01'],
    ['thanksgiving 2020', '2: 2020-11-26 2020-11-27'],
    // Counted from today
    ['today', '1: 2026-11-22 2026-11-23'],
    ['yesterday', '1: 2026-11-21 2026-11-22'],
    ['this week', '2: 2026-11-16 2026-11-23'],
    ['last week', '2: 2026-11-09 2026-11-16'],
    ['last weekend', '2: 2026-11-14 2026-11-16'],
    ['last friday', '2: 2026-11-20 2026-11-21'],
    ['last month', '2: 2026-10-01 2026-11-01'],
    ['last july', '2: 2026-07-01 2026-08-01'],
    ['last december', '2: 2025-12-01 2026-01-01'],
    ['last year', '2: 2025-01-01 2026-01-01'],
    ['this year', '2: 2026-01-01 2027-01-01'],
    ['next year', '2: 2027-01-01 2028-01-01'],
    ['last 3 months', '3: 2026-08-22 2026-11-23'],
    ['past two weeks', '3: 2026-11-08 2026-11-23'],
    ['in the last 10 years', '5: 2016-11-22 2026-11-23'],
    ['3 days ago', '3: 2026-11-19 2026-11-20'],
    ['a week ago', '3: 2026-11-09 2026-11-16'],
    ['two years ago', '3: 2024-01-01 2025-01-01'],
    // What follows is left
    ['2019 summer house', '1: 2019-01-01 2020-01-01'],
    ['march 2021 beach', '2: 2021-03-01 2021-04-01'],
  ])('%s', (text, expected) => {
    expect(find(text)).toBe(expected);
  });

  test('open ends', () => {
    const before = findDates(['before', '2010'], 0, today)?.range;
    expect(before?.endMs).toBe(Date.UTC(2010, 0));
    expect(before?.fromMs).toBeLessThan(Date.UTC(1000, 0));
    const since = findDates(['since', 'last', 'summer'], 0, today);
    expect(since).toMatchObject({ length: 3, range: { fromMs: Date.UTC(2026, 5) } });
    expect(findDates(['after', '2019'], 0, today)?.range.fromMs).toBe(Date.UTC(2020, 0));
  });

  test('a last season that still goes on ends today; in January winter is that of December', () => {
    expect(find('last summer', { nowMs: Date.UTC(2026, 6, 15, 8) })).toBe('2: 2026-06-01 2026-07-16');
    expect(find('last summer', { nowMs: Date.UTC(2026, 4, 15) })).toBe('2: 2025-06-01 2025-09-01');
    expect(find('this winter', { nowMs: Date.UTC(2026, 0, 15) })).toBe('2: 2025-12-01 2026-03-01');
  });

  test('words before and behind are not looked at', () => {
    expect(findDates(['dog', 'last', 'summer', 'beach'], 1, today)?.length).toBe(2);
    expect(findDates(['dog', 'last', 'summer'], 0, today)).toBeUndefined();
    expect(findDates([], 0, today)).toBeUndefined();
  });
});

test.each(
  (
    'march|may|fall|spring|summer|sun|second|date|christmas tree|christmas|5 dogs|747|evening dress|night|spring flower|' +
    'summer house|june|in june|monday|1825|2028|9999|05/03/2021|31 june 2020|last supper|last day|this|the|in|a|5 march|10-12|0050-03|christmas 0020'
  ).split('|'),
)('%s is no time', (text) => {
  expect(find(text)).toBeUndefined();
});

describe('values', () => {
  test.each([
    ['2019-05', '2019-05-01 2019-06-01'],
    ['june 2020', '2020-06-01 2020-07-01'],
    ['March 5, 2021', '2021-03-05 2021-03-06'],
    ['last summer', '2026-06-01 2026-09-01'],
    ['yesterday', '2026-11-21 2026-11-22'],
    // Without a year: the latest
    ['june', '2026-06-01 2026-07-01'],
    ['december', '2025-12-01 2026-01-01'],
    ['christmas', '2025-12-24 2025-12-27'],
    ['24 december', '2025-12-24 2025-12-25'],
    ['monday', '2026-11-16 2026-11-17'],
    ['cat', undefined],
    ['', undefined],
    ['2019 cat', undefined],
  ])('%s', (text, expected) => {
    expect(days(parseDate(text, today))).toBe(expected);
  });
});

test('months of any year', () => {
  expect(['March', 'sept', 'jun', '5', '05', '13', '0', 'ma', 'cat'].map(monthOf)).toEqual([
    3,
    9,
    6,
    5,
    5,
    ...[undefined, undefined, undefined, undefined],
  ]);
  expect(findMonths(['June', 'beach'], 0)).toEqual({ length: 1, months: [6] });
  expect(findMonths(['beach', 'in', 'may'], 1)).toEqual({ length: 2, months: [5] });
  expect(findMonths(['in', 'the', 'winter'], 0)).toEqual({ length: 3, months: [12, 1, 2] });
  expect(['may', 'march', 'august', 'summer', 'in', 'constructor'].map((word) => findMonths([word], 0))).toEqual(
    Array(6).fill(undefined),
  );
});

test('no words make it throw, and every range has a length', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...'last this next past in the of to and before since between ago 2019 5 5th 31 march may june summer winter'.split(
        ' ',
      ),
      ...'christmas easter week weekend days months year yesterday monday 2019-05 31/12/2020 1990s 90s three few'.split(
        ' ',
      ),
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('constructor', '__proto__', 'toString'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 7 }), fc.integer({ min: 0, max: 9e12 }), (words, nowMs) => {
      findMonths(words, 0);
      const found = findDates(words, 0, { nowMs });
      for (const range of [found?.range, parseDate(words.join(' '), { nowMs })]) {
        if (range) expect(range.endMs).toBeGreaterThan(range.fromMs);
      }
      if (found) expect(found.length).toBeLessThanOrEqual(words.length);
      words.forEach(monthOf);
    }),
    { numRuns: 300 },
  );
});
