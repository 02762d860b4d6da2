import { IntlMessageFormat } from 'intl-messageformat';

/** The words that stand in dates, amounts and places of one language. */
export interface FormatWords {
  /** @param day `1 Jul 2019` */
  from: (day: string) => string;
  /** @param day `31 Dec 2019` */
  until: (day: string) => string;
  /** `14 June 2026` and `18:22` together. */
  dayAndTime: (day: string, time: string) => string;
  north: string;
  south: string;
  east: string;
  west: string;
}

/** Numbers, dates and amounts in the words of one language. */
export type Formats = ReturnType<typeof createFormats>;

/**
 * Everything that is written differently from language to language. Times of photos have no zone: they are shown as the
 * camera wrote them.
 * @param locale a BCP 47 tag, `en-GB`
 */
export function createFormats(locale: string, words: FormatWords) {
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const shortNumbers = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const rates = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const slowRates = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const degrees = new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  const date = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  const longDays = date({ weekday: 'long', day: 'numeric', month: 'long' });
  const days = date({ day: 'numeric', month: 'long', year: 'numeric' });
  const months = date({ month: 'long', year: 'numeric' });
  const daysOfMonth = date({ weekday: 'short', day: 'numeric' });
  const shortDays = date({ day: 'numeric', month: 'short', year: 'numeric' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });

  /** `14 June 2026`, of a day or a local time. */
  function formatDay(day: string): string {
    const found = utc(day);
    return found ? days.format(found) : day;
  }

  return {
    formatDay,

    /** `cats, dogs and birds` */
    formatList: (parts: readonly string[]) => lists.format(parts),

    /**
     * A text with a number, by the language's plural rules: `{count, plural, one {# photo} other {# photos}}`.
     * @param message an ICU message whose only argument is `count`
     * @throws SyntaxError at the first use, where it is none
     */
    counted(message: string): (count: number) => string {
      let format: IntlMessageFormat | undefined;
      return (count) => {
        format ??= new IntlMessageFormat(message, locale);
        return String(format.format({ count }));
      };
    },

    /** `12,431` */
    formatNumber: (value: number): string => numbers.format(value),

    /** `93%` */
    formatPercent: (share: number): string => percents.format(share),

    /** `27`, `2.4` */
    formatRate: (perSecond: number): string => (perSecond < 10 ? slowRates : rates).format(perSecond),

    /** `Saturday 14 June`, with the year where it is not this one. `day` is `2026-06-14`. */
    formatDayHeading(day: string, today = new Date()): string {
      const found = utc(day);
      if (!found) return day;
      const text = longDays.format(found);
      return found.getUTCFullYear() === today.getFullYear() ? text : `${text} ${found.getUTCFullYear()}`;
    },

    /** `Sat 14` */
    formatDayOfMonth(day: string): string {
      const found = utc(day);
      return found ? daysOfMonth.format(found) : day;
    },

    /** `June 2026` */
    formatMonth(day: string): string {
      const found = utc(day);
      return found ? months.format(found) : day;
    },

    /** `1 Jun – 31 Aug 2025`; `March 2021` and `2019` where it is just that; one of the ends may be open. */
    formatDays(first: string | null, last: string | null): string {
      const [from, to] = [first === null ? null : utc(first), last === null ? null : utc(last)];
      if (!from || !to) {
        return from ? words.from(shortDays.format(from)) : to ? words.until(shortDays.format(to)) : '';
      }
      const year = from.getUTCFullYear();
      const month = from.getUTCMonth();
      const isFirst = from.getUTCDate() === 1;
      if (isFirst && month === 0 && to.getTime() === Date.UTC(year, 11, 31)) return String(year);
      if (isFirst && to.getTime() === Date.UTC(year, month + 1, 0)) return months.format(from);
      return shortDays.formatRange(from, to).replace(/\s*–\s*/u, ' – ');
    },

    /** `14 June 2026, 18:22`, of a local time `2026-06-14T18:22:05`. */
    formatTakenAt(takenAt: string): string {
      const time = takenAt.slice(11, 16);
      return time === '' ? formatDay(takenAt) : words.dayAndTime(formatDay(takenAt), time);
    },

    /** A moment with a zone, as the clock here shows it. */
    formatMoment(iso: string): string {
      const found = new Date(iso);
      return Number.isNaN(found.getTime()) ? iso : moments.format(found);
    },

    /** `1/250 s`, `2.5 s` */
    formatExposure: (seconds: number): string =>
      seconds > 0 && seconds < 0.4 ? `1/${Math.round(1 / seconds)} s` : `${shortNumbers.format(seconds)} s`,

    /** `3.4 MB` */
    formatBytes(bytes: number): string {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
      const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
      const format = new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: units[step] ?? 'byte',
        unitDisplay: 'short',
        maximumSignificantDigits: 3,
      });
      return format.format(bytes / 1000 ** step);
    },

    /** `52.3702° N, 4.8952° E` */
    formatPlace(latitude: number, longitude: number): string {
      const part = (value: number, positive: string, negative: string) =>
        `${degrees.format(Math.abs(value))}° ${value < 0 ? negative : positive}`;
      return `${part(latitude, words.north, words.south)}, ${part(longitude, words.east, words.west)}`;
    },
  };
}

function utc(day: string): Date | null {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
