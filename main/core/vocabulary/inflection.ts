/** Irregular plurals: plural key to its base keys, as in WordNet's `noun.exc`. */
export type Exceptions = ReadonlyMap<string, readonly string[]>;

/**
 * WordNet's rules of detachment for nouns (morphy(7WN)) in its order, then two of ours (`oes`, `ves`) for the plurals that
 * its exception list does not happen to name.
 */
const DETACHMENTS: readonly (readonly [ending: string, replacement: string])[] = [
  ['s', ''],
  ['ses', 's'],
  ['xes', 'x'],
  ['zes', 'z'],
  ['ches', 'ch'],
  ['shes', 'sh'],
  ['men', 'man'],
  ['ies', 'y'],
  ['oes', 'o'],
  ['ves', 'f'],
  ['ves', 'fe'],
];

/** `boxesful` is an inflected `boxful`: what stands before it is what has the plural. */
const FUL = 'ful';

/**
 * What a word key may be the plural of, likeliest first, without the key itself. Nothing says that a form is a word: look
 * it up. Of several words the last is inflected (`palm trees`), or the first (`mothers in law`), or both (`women drivers`).
 */
export function baseForms(key: string, exceptions: Exceptions): string[] {
  const forms = new Set(exceptions.get(key) ?? []);
  const words = key.split(' ');
  if (words.length === 1) {
    if (forms.size === 0) for (const base of wordBases(key, exceptions)) forms.add(base);
  } else {
    const first = words[0] ?? '';
    const last = words[words.length - 1] ?? '';
    const middle = words.slice(1, -1);
    const firsts = wordBases(first, exceptions);
    const lasts = wordBases(last, exceptions);
    for (const base of lasts) forms.add([first, ...middle, base].join(' '));
    for (const base of firsts) forms.add([base, ...middle, last].join(' '));
    for (const a of firsts) for (const b of lasts) forms.add([a, ...middle, b].join(' '));
  }
  forms.delete(key);
  return [...forms];
}

/** Bases of a single word: the exceptions where it is one, else whatever the rules detach. */
function wordBases(word: string, exceptions: Exceptions): readonly string[] {
  const irregular = exceptions.get(word);
  if (irregular) return irregular;
  if (word.endsWith(FUL) && word.length > FUL.length) {
    return detach(word.slice(0, -FUL.length)).map((base) => base + FUL);
  }
  return detach(word);
}

function detach(word: string): string[] {
  // As WordNet does: too short to be a plural, or `glass`, `bass`.
  if (word.length <= 2 || word.endsWith('ss')) return [];
  return DETACHMENTS.filter(([ending]) => word.length > ending.length && word.endsWith(ending)).map(
    ([ending, replacement]) => word.slice(0, -ending.length) + replacement,
  );
}
