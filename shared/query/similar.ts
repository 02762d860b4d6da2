import type { Area } from '../model/area.ts';

/** What `similar:` asks for: photos that look like one of the library, or like a part of it. */
export interface LookAlike {
  photoId: number;
  /** Null: the whole photo. */
  area: Area | null;
}

const VALUE = /^(\d{1,15})(?:@(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?))?$/u;
/** Parts narrower than this share of a photo are taken to be as wide: less shows nothing. */
const LEAST_SHARE = 0.01;

/**
 * Reads the value of `similar:`: the number of a photo and, as it may be, a part of it as left, top, width and height in
 * per cent, such as `12` or `12@10,20.5,30,40`. Undefined where it is neither.
 */
export function parseLookAlike(value: string): LookAlike | undefined {
  const [, id, ...percents] = VALUE.exec(value.trim()) ?? [];
  const photoId = Number(id);
  if (!Number.isSafeInteger(photoId) || photoId < 1) return undefined;
  const [left, top, width, height] = percents.map((percent) => (percent === undefined ? null : Number(percent) / 100));
  if (left == null || top == null || width == null || height == null) return { photoId, area: null };
  return left < 1 && top < 1 && width > 0 && height > 0
    ? { photoId, area: withinPhoto({ left, top, width, height }) }
    : undefined;
}

/** The value that `parseLookAlike` reads; per cents have one decimal. */
export function formatLookAlike({ photoId, area }: LookAlike): string {
  if (!area) return String(photoId);
  const { left, top, width, height } = withinPhoto(area);
  const shares = [left, top, width, height].map((share) => Math.round(share * 1000) / 10);
  return `${photoId}@${shares.join(',')}`;
}

/** The part of an area that is within the photo, and not too narrow. */
export function withinPhoto({ left, top, width, height }: Area): Area {
  const cut = (start: number, size: number): [number, number] => {
    const from = Math.min(Math.max(start, 0), 1 - LEAST_SHARE);
    return [from, Math.min(Math.max(start + size - from, LEAST_SHARE), 1 - from)];
  };
  const [x, w] = cut(left, width);
  const [y, h] = cut(top, height);
  return { left: x, top: y, width: w, height: h };
}
