import * as v from 'valibot';

/** What Google Photos says of a photo, in the JSON that Takeout puts beside it. */
export interface TakeoutWord {
  /** Local wall-clock time as if it were UTC, in ms; null where it is not said, or can't be. */
  takenAtMs: number | null;
  favourite: boolean;
  /** '' where there is none. */
  description: string;
}

const MAX_TITLE = 10_000;
/** Takeout cuts the name before `.json` to so many characters. */
const MAX_STEM = 46;
const MARK = '.supplemental-metadata';
/** What Google Photos adds to the name of a photo that was changed there: it has no JSON of its own. */
const EDITED = /-(?:edited|bearbeitet)$/iu;
const FIRST_YEAR_MS = Date.UTC(1826, 0, 1);
const DAY_MS = 86_400_000;

const schema = v.object({
  title: v.pipe(v.string(), v.maxLength(MAX_TITLE)),
  photoTakenTime: v.optional(v.object({ timestamp: v.pipe(v.string(), v.regex(/^-?\d{1,12}$/u)) })),
  favorited: v.optional(v.boolean()),
  description: v.optional(v.string()),
});

/** @throws Error where it is no such JSON */
export function parseTakeout(text: string, nowMs: number): TakeoutWord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw new Error('it is no JSON of Google Photos');
  const { photoTakenTime, favorited = false, description = '' } = parsed.output;
  const atMs = photoTakenTime ? Number(photoTakenTime.timestamp) * 1000 : Number.NaN;
  const isPossible = atMs >= FIRST_YEAR_MS && atMs <= nowMs + DAY_MS && atMs !== 0;
  // It has no zone: it is told as this computer's, as the times of files are.
  const takenAtMs = isPossible ? atMs - new Date(atMs).getTimezoneOffset() * 60_000 : null;
  return { takenAtMs, favourite: favorited, description };
}

/**
 * The JSON of a photo among the names of its directory, or undefined. `IMG.jpg` has `IMG.jpg.json` or
 * `IMG.jpg.supplemental-metadata.json`, cut where it is long; `IMG(1).jpg` has `IMG.jpg(1).json`.
 */
export function findTakeout(name: string, names: readonly string[]): string | undefined {
  const dot = name.lastIndexOf('.');
  const suffix = dot > 0 ? name.slice(dot) : '';
  const base = (dot > 0 ? name.slice(0, dot) : name).replace(EDITED, '');
  const number = /\(\d+\)$/u.exec(base)?.[0] ?? '';
  const bases = [{ whole: base + suffix, number: '' }];
  if (number !== '') bases.push({ whole: base.slice(0, -number.length) + suffix, number });
  return names.find((other) => {
    if (!/\.json$/iu.test(other)) return false;
    const stem = other.slice(0, -'.json'.length);
    return bases.some((wanted) => {
      if (!stem.endsWith(wanted.number)) return false;
      const said = wanted.number === '' ? stem : stem.slice(0, -wanted.number.length);
      if (said === wanted.whole || said === wanted.whole + MARK) return true;
      // What was cut may go as far as into the name of the photo itself.
      return said.length === MAX_STEM && (wanted.whole + MARK).startsWith(said);
    });
  });
}
