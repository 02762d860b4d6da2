import { expect, it } from 'vitest';
import { de as german } from './de.ts';
import { en as english } from './en.ts';

const en = english.formats;
const de = german.formats;
/** Intl puts a space that does not break before units and the like. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

it('counts by the rules of each language', () => {
  const results = [0, 1, 3, 12_431].map((count) => [english.search.results(count), german.search.results(count)]);
  expect(results).toEqual([
    ['0 photos', '0 Fotos'],
    ['1 photo', '1 Foto'],
    ['3 photos', '3 Fotos'],
    ['12,431 photos', '12.431 Fotos'],
  ]);
  expect([1, 2].map(german.weaker.show)).toEqual(['1 schwächeren Treffer zeigen', '2 schwächere Treffer zeigen']);
  expect([1, 2].map(german.problems.intro)).toEqual([
    '1 Datei konnte nicht gelesen werden. Die anderen Fotos betrifft das nicht.',
    '2 Dateien konnten nicht gelesen werden. Die anderen Fotos betrifft das nicht.',
  ]);
  expect([1, 2].map(english.nothing.pending)).toEqual([
    '1 file has not been looked at yet.',
    '2 files have not been looked at yet.',
  ]);
});

it('writes amounts as people read them', () => {
  expect([en.formatRate(27.3), en.formatRate(2.44)]).toEqual(['27', '2.4']);
  expect([de.formatRate(27.3), de.formatRate(2.44)]).toEqual(['27', '2,4']);
  expect([en.formatNumber(12_431), de.formatNumber(12_431)]).toEqual(['12,431', '12.431']);
  expect([en.formatPercent(0.934), plain(de.formatPercent(0.934))]).toEqual(['93%', '93 %']);
  expect([0, 999, 3_456_789].map(en.formatBytes)).toEqual(['0 byte', '999 byte', '3.46 MB']);
  expect([0, 999, 3_456_789].map(de.formatBytes).map(plain)).toEqual(['0 Byte', '999 Byte', '3,46 MB']);
  expect([1 / 250, 0.5, 2.5, 30].map(en.formatExposure)).toEqual(['1/250 s', '0.5 s', '2.5 s', '30 s']);
  expect([1 / 250, 0.5, 2.5, 30].map(de.formatExposure)).toEqual(['1/250 s', '0,5 s', '2,5 s', '30 s']);
  expect(en.formatPlace(-33.86, 151.2)).toBe('33.8600° S, 151.2000° E');
  expect(de.formatPlace(-33.86, 151.2)).toBe('33,8600° S, 151,2000° O');
});

it('writes dates as the camera did, whatever zone the computer is in', () => {
  expect(en.formatTakenAt('2026-06-14T23:59:59')).toBe('14 June 2026, 23:59');
  expect(de.formatTakenAt('2026-06-14T23:59:59')).toBe('14. Juni 2026, 23:59');
  expect([en.formatMonth('2026-06-14'), de.formatMonth('2026-03-14')]).toEqual(['June 2026', 'März 2026']);
  const today = new Date(2026, 7, 1);
  expect(en.formatDayHeading('2026-06-14', today)).toBe('Sunday 14 June');
  expect(en.formatDayHeading('2019-06-14', today)).toBe('Friday 14 June 2019');
  expect(de.formatDayHeading('2026-06-14', today)).toBe('Sonntag, 14. Juni');
  expect(de.formatDayHeading('2019-06-14', today)).toBe('Freitag, 14. Juni 2019');
  expect([en, de].map((formats) => formats.formatDayHeading('nonsense', today))).toEqual(['nonsense', 'nonsense']);
});

const ranges: [string | null, string | null][] = [
  ['2025-06-01', '2025-08-31'],
  ['2019-12-24', '2020-01-02'],
  ['2021-03-05', '2021-03-05'],
  ['2021-02-01', '2021-02-28'],
  ['2019-01-01', '2019-12-31'],
  ['2018-01-01', '2019-12-31'],
  [null, '2019-12-31'],
  ['2019-07-01', null],
  [null, null],
];

it('writes a range of days as short as it can be', () => {
  expect(ranges.map(([first, last]) => en.formatDays(first, last))).toEqual([
    '1 Jun – 31 Aug 2025',
    '24 Dec 2019 – 2 Jan 2020',
    '5 Mar 2021',
    'February 2021',
    '2019',
    '1 Jan 2018 – 31 Dec 2019',
    'until 31 Dec 2019',
    'from 1 Jul 2019',
    '',
  ]);
  expect(ranges.map(([first, last]) => de.formatDays(first, last))).toEqual([
    '1. Juni – 31. Aug. 2025',
    '24. Dez. 2019 – 2. Jan. 2020',
    '5. März 2021',
    'Februar 2021',
    '2019',
    '1. Jan. 2018 – 31. Dez. 2019',
    'bis 31. Dez. 2019',
    'ab 1. Juli 2019',
    '',
  ]);
});
