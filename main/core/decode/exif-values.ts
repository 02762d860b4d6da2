import type { CameraInfo } from '../../../shared/model/photo.ts';
import { noCameraInfo } from '../../../shared/model/photo.ts';

/** What a picture says of its taking. */
export interface PhotoMetadata {
  /** Local wall-clock time as if it were UTC, in ms. */
  takenAtMs: number | null;
  cameraInfo: CameraInfo;
}

/** The year of the oldest photograph that is left. */
const firstYear = 1826;
const dayMs = 86_400_000;
const maxTextLength = 100;

/** Parts of a maker's name that say nothing: `NIKON CORPORATION`, `OLYMPUS IMAGING CORP.`, `SAMSUNG ELECTRONICS CO., LTD`. */
const companyWords = new Set([
  'corporation',
  'corp',
  'co',
  'ltd',
  'inc',
  'company',
  'imaging',
  'optical',
  'electronics',
]);

/** Where a file says nothing. */
export function emptyMetadata(): PhotoMetadata {
  return {
    takenAtMs: null,
    cameraInfo: { ...noCameraInfo },
  };
}

/**
 * @param text as EXIF writes it: `2008:10:22 16:28:39`; other separators and a missing second are taken too
 * @param fraction digits of `SubSecTime...`: `76` is 760 ms
 * @returns ms since 1970, the time taken as UTC; null for nonsense, such as `0000:00:00 00:00:00`, and for the future
 */
export function parseExifTime(text: string | null, fraction: string | null = null, nowMs = Date.now()): number | null {
  const match = /^\s*(\d{4})[:\-/.](\d{2})[:\-/.](\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?/.exec(text ?? '');
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  // The 31st of February becomes a day in March, hour 24 the next day.
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!isReal || minute > 59 || second > 59 || year < firstYear || ms > nowMs + dayMs) return null;
  const digits = /^\d+/.exec(fraction?.trim() ?? '')?.[0];
  return digits === undefined ? ms : ms + Math.floor(Number(`0.${digits}`) * 1000);
}

/** Maker and model, without saying the maker twice: `Canon` + `Canon EOS R6` -> `Canon EOS R6`. */
export function cameraName(make: string | null, model: string | null): string | null {
  const maker = (make ?? '')
    .split(/[\s,]+/)
    .filter((word) => word !== '' && !companyWords.has(word.toLowerCase().replace(/\.$/, '')));
  if (model === null) return maker.length > 0 ? maker.join(' ') : null;
  const firstWord = model.split(/[\s_-]+/)[0]?.toLowerCase();
  const isMakerInModel = maker.some((word) => word.toLowerCase() === firstWord);
  return isMakerInModel ? model : [...maker, model].join(' ');
}

/** Text fit to show: without control characters and spaces around, cut at 100 characters; null where nothing is left. */
export function cleanText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    // Some cameras fill their fields up with zeros, or leave old text behind the first one.
    .replace(/\0.*$/s, '')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, maxTextLength);
  return text === '' || /^[-?. ]+$/.test(text) ? null : text;
}

/** @returns the value where it is a number above zero, else null */
export function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

/** Degrees; both null where they can't be right. 0, 0 is what devices write that do not know where they are. */
export function place(latitude: unknown, longitude: unknown): Pick<CameraInfo, 'latitude' | 'longitude'> {
  const isPlace =
    typeof latitude === 'number' &&
    typeof longitude === 'number' &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 &&
    !(latitude === 0 && longitude === 0);
  return isPlace ? { latitude, longitude } : { latitude: null, longitude: null };
}
