import { expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDayHeading,
  formatDays,
  formatExposure,
  formatMonth,
  formatPlace,
  formatRate,
  formatTakenAt,
} from './format.ts';

it('writes amounts as people read them', () => {
  expect([formatCount(1, 'photo', 'photos'), formatCount(12_431, 'photo', 'photos')]).toEqual([
    '1 photo',
    '12,431 photos',
  ]);
  expect([formatRate(27.3), formatRate(2.44)]).toEqual(['27', '2.4']);
  expect([formatBytes(0), formatBytes(999), formatBytes(3_456_789)]).toEqual(['0 byte', '999 byte', '3.46 MB']);
  expect([1 / 250, 0.5, 2.5, 30].map(formatExposure)).toEqual(['1/250 s', '0.5 s', '2.5 s', '30 s']);
  expect(formatPlace(-33.86, 151.2)).toBe('33.8600° S, 151.2000° E');
});

it('writes dates as the camera did, whatever zone the computer is in', () => {
  expect(formatTakenAt('2026-06-14T23:59:59')).toBe('14 June 2026, 23:59');
  expect(formatMonth('2026-06-14')).toBe('June 2026');
  const today = new Date(2026, 7, 1);
  expect(formatDayHeading('2026-06-14', today)).toBe('Sunday 14 June');
  expect(formatDayHeading('2019-06-14', today)).toBe('Friday 14 June 2019');
  expect(formatDayHeading('nonsense', today)).toBe('nonsense');
});

it('writes a range of days as short as it can be', () => {
  expect([
    formatDays('2025-06-01', '2025-08-31'),
    formatDays('2019-12-24', '2020-01-02'),
    formatDays('2021-03-05', '2021-03-05'),
    formatDays('2021-02-01', '2021-02-28'),
    formatDays('2019-01-01', '2019-12-31'),
    formatDays('2018-01-01', '2019-12-31'),
    formatDays(null, '2019-12-31'),
    formatDays('2019-07-01', null),
    formatDays(null, null),
  ]).toEqual([
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
});
