import type { AttributeSuggestion } from '../../../shared/api.ts';
import { formatFilter } from '../../../shared/query/parse-query.ts';
import { findCover } from './concept-view.ts';
import { attributeHolds } from './filters.ts';
import { countMatches } from './matches.ts';
import type { PhotoIndex } from './photo-index.ts';
import { firstBefore } from './segment.ts';
import { hasWordStart } from './suggest.ts';

/** Suggests folders, cameras, lenses and years. */
export interface AttributeSuggester {
  /** Those that hold photos and match what was typed, which may begin with a field: `camera:can`. At most `limit`. */
  suggest(typed: string, limit: number): AttributeSuggestion[];
}

type AttributeKind = Exclude<AttributeSuggestion['kind'], 'year'>;

/** A folder, camera or lens. */
interface Attribute {
  kind: AttributeKind;
  name: string;
  /** What the user may type: of a folder the last part of its path. Lower case. */
  word: string;
  /** Keys of photos that are there: of a folder those in folders below it too. */
  keys: number[];
}

const kinds = ['folder', 'camera', 'lens'] as const satisfies readonly AttributeKind[];
const FIELD = /^(folder|camera|lens|year):\s*"?/u;
const YEAR_START = /^\d{2,4}$/u;
/** Behind `year:` one digit will do, or none. */
const FIELD_YEAR = /^\d{0,4}$/u;
const YEAR_DIGITS = 4;

/** @param index whose keys it follows */
export function createAttributeSuggester(index: PhotoIndex): AttributeSuggester {
  const attributes = new Map<string, Attribute>();
  let seenKeys = 0;

  function refresh(): void {
    for (; seenKeys < index.keys.size; seenKeys++) {
      const meaning = index.keys.meaningOf(seenKeys);
      if (meaning.field === 'folder') for (const path of pathsTo(meaning.value)) add('folder', path, seenKeys);
      else if (meaning.field === 'camera' || meaning.field === 'lens') add(meaning.field, meaning.value, seenKeys);
    }
  }

  function add(kind: AttributeKind, name: string, key: number): void {
    const id = `${kind} ${name}`;
    const word = (kind === 'folder' ? (name.split(SLASH).at(-1) ?? '') : name).toLowerCase();
    const attribute = attributes.get(id) ?? { kind, name, word, keys: [] };
    attributes.set(id, attribute);
    attribute.keys.push(key);
  }

  function toSuggestion({ kind, name, keys }: Attribute): AttributeSuggestion {
    const condition = attributeHolds(index.keys, kind, name);
    const [key] = keys.filter((one) => index.countOf(one) > 0);
    const photos = countMatches(index, condition, 'found');
    return {
      kind,
      name,
      query: formatFilter(kind, name),
      photos,
      coverId: key === undefined ? 0 : findCover(index, key),
    };
  }

  return {
    suggest(typed, limit) {
      refresh();
      const text = typed.trim().toLowerCase();
      const field = FIELD.exec(text);
      const wanted = text.slice(field?.[0].length ?? 0);
      if (wanted === '' && !field) return [];
      const asks = (kind: AttributeSuggestion['kind']) => !field || field[1] === kind;
      const matching = [...attributes.values()]
        .filter(({ kind, word }) => asks(kind) && hasWordStart(word, wanted))
        .map((attribute) => ({ attribute, photos: attribute.keys.reduce((sum, key) => sum + index.countOf(key), 0) }))
        .filter(({ photos }) => photos > 0)
        .sort((a, b) => kinds.indexOf(a.attribute.kind) - kinds.indexOf(b.attribute.kind) || b.photos - a.photos)
        .slice(0, limit)
        .map(({ attribute }) => toSuggestion(attribute))
        // What all photos are in helps nobody.
        .filter(({ photos }) => photos < index.size);
      const isYear = asks('year') && (field ? FIELD_YEAR : YEAR_START).test(wanted);
      const years = isYear ? suggestYears(index, wanted, limit) : [];
      return [...years, ...matching].slice(0, limit);
    },
  };
}

const SLASH = /[\\/]/u;

/** A path and all that it lies in: `/photos/2019` gives `/photos/2019` and `/photos`. */
function pathsTo(path: string): string[] {
  const ends = [...path.matchAll(/[\\/]/gu)].map((slash) => slash.index).filter((end) => end > 0);
  return [path, ...ends.map((end) => path.slice(0, end))];
}

/** Years that begin so and that photos are of, latest first. */
function suggestYears(index: PhotoIndex, digits: string, limit: number): AttributeSuggestion[] {
  const suggestions: AttributeSuggestion[] = [];
  for (const year of yearsOf(index)) {
    if (suggestions.length >= limit) break;
    if (!String(year).padStart(YEAR_DIGITS, '0').startsWith(digits)) continue;
    const { photos, coverId } = countYear(index, year);
    if (photos > 0) suggestions.push({ kind: 'year', name: String(year), query: `year:${year}`, photos, coverId });
  }
  return suggestions;
}

/** Photos taken in a year, and one of them. */
function countYear({ base, delta }: PhotoIndex, year: number): { photos: number; coverId: number } {
  let photos = 0;
  let coverId = 0;
  for (const segment of [base, delta]) {
    const end = firstBefore(segment, Date.UTC(year, 0));
    for (let position = firstBefore(segment, Date.UTC(year + 1, 0)); position < end; position++) {
      if (segment.stale[position] === 1) continue;
      photos++;
      coverId ||= segment.ids[position] ?? 0;
    }
  }
  return { photos, coverId };
}

/** Latest first. */
function yearsOf({ base, delta }: PhotoIndex): number[] {
  const years = new Set<number>();
  for (const segment of [base, delta]) {
    for (let position = 0; position < segment.count; ) {
      const year = new Date(segment.takenAtMs[position] ?? 0).getUTCFullYear();
      years.add(year);
      position = Math.max(firstBefore(segment, Date.UTC(year, 0)), position + 1);
    }
  }
  return [...years].sort((a, b) => b - a);
}
