/** A word or name that can be offered instead of a mistyped one. */
export interface KnownWord {
  text: string;
  /** Of equally near words the one with the greatest weight comes first. */
  weight: number;
}

/** Finds what was meant by words that nobody knows. */
export interface Spelling {
  /**
   * The nearest known words, best first; empty where none is near. Adding, leaving out or changing a letter or a space,
   * and swapping two neighbours, is one step each; short words may be one step away, longer ones two. Case and
   * diacritics do not matter. Never the word itself.
   */
  correct(word: string, limit: number): string[];
}

/** Anything is one step away from shorter words. Unit: characters, here and below. */
const SHORTEST = 3;
/** From this length on two steps are allowed. */
const TWO_STEPS_FROM = 6;
/** Nobody mistypes longer ones, and programs need no answer. */
const LONGEST = 60;
/** A plural is looked for as its singular too, behind what is as near to the plural itself. */
const PLURAL_PENALTY = 0.5;

/** All known words of one length, in parallel arrays. */
interface Bucket {
  texts: string[];
  keys: string[];
  letters: number[];
  weights: number[];
}

interface Candidate {
  text: string;
  steps: number;
  weight: number;
  soundsAlike: boolean;
  /** Letters that the typed word lacks: those are left out more often than added. */
  added: number;
}

/** Of a text that comes several times the greatest weight counts. Takes about 0.1 s for 130,000 words. */
export function createSpelling(words: Iterable<KnownWord>): Spelling {
  const countSteps = createStepCounter();
  const buckets = new Map<number, Bucket>();
  for (const { text, weight } of words) {
    const key = toKey(text);
    if (key.length > LONGEST) continue;
    const bucket = buckets.get(key.length) ?? { texts: [], keys: [], letters: [], weights: [] };
    buckets.set(key.length, bucket);
    bucket.texts.push(text);
    bucket.keys.push(key);
    bucket.letters.push(lettersOf(key));
    bucket.weights.push(weight);
  }

  function* near(key: string, penalty: number): Generator<Candidate> {
    const most = key.length < TWO_STEPS_FROM ? 1 : 2;
    const letters = lettersOf(key);
    const sound = soundOf(key);
    for (let length = key.length - most; length <= key.length + most; length++) {
      const bucket = buckets.get(length);
      if (!bucket) continue;
      for (let i = 0; i < bucket.keys.length; i++) {
        const others = bucket.letters[i] ?? 0;
        // Each step brings in and takes away one letter at most.
        if (countBits(letters & ~others) > most || countBits(others & ~letters) > most) continue;
        const other = bucket.keys[i] ?? '';
        const steps = countSteps(key, other, most);
        if (steps > most) continue;
        const [text = '', weight = 0] = [bucket.texts[i], bucket.weights[i]];
        const soundsAlike = soundOf(other) === sound;
        yield { text, steps: steps + penalty, weight, soundsAlike, added: length - key.length };
      }
    }
  }

  return {
    correct(word, limit) {
      const key = toKey(word);
      if (key.length < SHORTEST || key.length > LONGEST) return [];
      const found = [...near(key, 0)];
      if (key.length >= TWO_STEPS_FROM && key.endsWith('s')) found.push(...near(key.slice(0, -1), PLURAL_PENALTY));
      const texts = found
        .filter(({ text }) => toKey(text) !== key)
        .sort(compareCandidates)
        .map(({ text }) => text);
      return [...new Set(texts)].slice(0, Math.max(0, limit));
    },
  };
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    a.steps - b.steps ||
    b.weight - a.weight ||
    Number(b.soundsAlike) - Number(a.soundsAlike) ||
    b.added - a.added ||
    (a.text < b.text ? -1 : 1)
  );
}

function toKey(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[\s_\p{Pd}]+/gu, ' ')
    .trim();
}

/** One bit for each Latin letter, and one for all other characters but spaces. */
function lettersOf(key: string): number {
  let letters = 0;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    if (code >= 97 && code <= 122) letters |= 1 << (code - 97);
    else if (code !== 32) letters |= 1 << 26;
  }
  return letters;
}

function countBits(bits: number): number {
  let left = bits;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
}

/** Roughly how it is heard in English: `elefant` as `elephant`, `girafe` as `giraffe`. */
function soundOf(key: string): string {
  return key
    .replace(/ph/gu, 'f')
    .replace(/[cq]/gu, 'k')
    .replace(/z/gu, 's')
    .replace(/y/gu, 'i')
    .replace(/(?<=\S)h| /gu, '')
    .replace(/(.)\1+/gu, '$1');
}

/**
 * Damerau-Levenshtein distance in its restricted form (no letter is moved twice), as far as it is at most `most`; else
 * any greater number. Only the diagonals that can be reached are worked out. For keys of up to `LONGEST` characters.
 */
function createStepCounter(): (a: string, b: string, most: number) => number {
  let beforePrevious = new Uint8Array(LONGEST + 1);
  let previous = new Uint8Array(LONGEST + 1);
  let current = new Uint8Array(LONGEST + 1);

  return (a, b, most) => {
    const beyond = most + 1;
    for (let j = 0; j <= b.length; j++) previous[j] = j;
    let leastBefore = 0;
    for (let i = 1; i <= a.length; i++) {
      const [first, last] = [Math.max(1, i - most), Math.min(b.length, i + most)];
      current[first - 1] = first === 1 ? i : beyond;
      let least = beyond;
      for (let j = first; j <= last; j++) {
        const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
        let steps = Math.min(
          (previous[j - 1] ?? beyond) + (isSame ? 0 : 1),
          (previous[j] ?? beyond) + 1,
          (current[j - 1] ?? beyond) + 1,
        );
        const isSwapped =
          i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
        if (isSwapped) steps = Math.min(steps, (beforePrevious[j - 2] ?? beyond) + 1);
        current[j] = steps;
        least = Math.min(least, steps);
      }
      // The diagonal that the next row reaches first.
      if (last < b.length) current[last + 1] = beyond;
      if (least > most && leastBefore > most) return beyond;
      leastBefore = least;
      [beforePrevious, previous, current] = [previous, current, beforePrevious];
    }
    return previous[b.length] ?? beyond;
  };
}
