/** Numbers, dates and amounts in the words of one language. Times of photos have no zone: they are shown as the camera wrote them. */
const LOCALE = 'en-GB';

const numbers = new Intl.NumberFormat(LOCALE);
const plurals = new Intl.PluralRules(LOCALE);
const percents = new Intl.NumberFormat(LOCALE, { style: 'percent' });
const shortNumbers = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 });
const rates = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const slowRates = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const longDays = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const days = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(LOCALE, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortDays = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const moments = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });

/** `12,431` */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `93%` */
export function formatPercent(share: number): string {
  return percents.format(share);
}

/** The form of a word that goes with a number, with the number: `1 photo`, `2 photos`. */
export function formatCount(count: number, one: string, other: string): string {
  return `${numbers.format(count)} ${plurals.select(count) === 'one' ? one : other}`;
}

/** `27`, `2.4` */
export function formatRate(perSecond: number): string {
  return perSecond < 10 ? slowRates.format(perSecond) : rates.format(perSecond);
}

/** `Saturday 14 June`, with the year where it is not this one. `day` is `2026-06-14`. */
export function formatDayHeading(day: string, today = new Date()): string {
  const date = utc(day);
  if (!date) return day;
  const text = longDays.format(date);
  return date.getUTCFullYear() === today.getFullYear() ? text : `${text} ${date.getUTCFullYear()}`;
}

/** `14 June 2026`, of a day or a local time. */
export function formatDay(day: string): string {
  const date = utc(day);
  return date ? days.format(date) : day;
}

/** `June 2026` */
export function formatMonth(day: string): string {
  const date = utc(day);
  return date ? months.format(date) : day;
}

/** `1 Jun – 31 Aug 2025`; `March 2021` and `2019` where it is just that; one of the ends may be open. */
export function formatDays(first: string | null, last: string | null): string {
  const [from, to] = [first === null ? null : utc(first), last === null ? null : utc(last)];
  if (!from || !to) return from ? `from ${shortDays.format(from)}` : to ? `until ${shortDays.format(to)}` : '';
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth();
  const isFirst = from.getUTCDate() === 1;
  if (isFirst && month === 0 && to.getTime() === Date.UTC(year, 11, 31)) return String(year);
  if (isFirst && to.getTime() === Date.UTC(year, month + 1, 0)) return months.format(from);
  return shortDays.formatRange(from, to).replace(/\s*–\s*/u, ' – ');
}

/** `14 June 2026, 18:22`, of a local time `2026-06-14T18:22:05`. */
export function formatTakenAt(takenAt: string): string {
  const time = takenAt.slice(11, 16);
  return time === '' ? formatDay(takenAt) : `${formatDay(takenAt)}, ${time}`;
}

/** A moment with a zone, as the clock here shows it. */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : moments.format(date);
}

/** `1/250 s`, `2.5 s` */
export function formatExposure(seconds: number): string {
  return seconds > 0 && seconds < 0.4 ? `1/${Math.round(1 / seconds)} s` : `${shortNumbers.format(seconds)} s`;
}

/** `3.4 MB` */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const unit = units[step] ?? 'byte';
  const format = new Intl.NumberFormat(LOCALE, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumSignificantDigits: 3,
  });
  return format.format(bytes / 1000 ** step);
}

/** `52.3702° N, 4.8952° E` */
export function formatPlace(latitude: number, longitude: number): string {
  const part = (value: number, positive: string, negative: string) =>
    `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
  return `${part(latitude, 'N', 'S')}, ${part(longitude, 'E', 'W')}`;
}

function utc(day: string): Date | null {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
