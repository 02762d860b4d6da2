import { isVerdictLine, type JournalLine } from '../../main/core/labels/journal.ts';
import type { Word } from './correct-host.ts';

/** 1: it is; -1: it is not; or the text of a description. What nothing is said of is not in the map. */
type Verdicts = Map<string, 1 | -1 | string>;
type After = 1 | 0 | -1 | string;

/** What was said of each photo (its hash) and label (its name) or `DESCRIPTION`, as the test knows it: "hash, tab, name". */
export interface Said {
  readonly verdicts: Verdicts;
  /** Takes a word as said. */
  apply(number: number, word: Word): void;
  copy(): Said;
}

/** What descriptions stand under, beside the labels. */
const DESCRIPTION = 'Description';

const numberOf = { accepted: 1, rejected: -1, none: 0 } as const;

/**
 * A model of the user's word, made of maps only.
 * @param hashOf the hashes of photos by their numbers
 * @param start what was said before, by the names of labels
 */
export function createSaid(hashOf: ReadonlyMap<number, string>, start: Verdicts): Said {
  return makeSaid(hashOf, start, new Map(), new Map());
}

function makeSaid(
  hashOf: ReadonlyMap<number, string>,
  start: Verdicts,
  startNames: ReadonlyMap<string, string>,
  startChanges: ReadonlyMap<number, ReadonlyMap<string, After>>,
): Said {
  const verdicts: Verdicts = new Map(start);
  /** Labels that have another name by now. */
  const names = new Map(startNames);
  /** What was said before each word, of what it changed: by what labels were called first. */
  const changes = new Map(startChanges);

  const keyOf = (key: string) => {
    const [hash, label = ''] = key.split('\t');
    return `${hash}\t${names.get(label) ?? label}`;
  };

  function set(key: string, verdict: After): void {
    if (verdict === 0) verdicts.delete(keyOf(key));
    else verdicts.set(keyOf(key), verdict);
  }

  function say(number: number, photos: readonly number[], wanted: readonly [string, After][]): void {
    const before = new Map<string, After>();
    for (const id of photos) {
      for (const [label, verdict] of wanted) {
        const key = `${hashOf.get(id)}\t${label}`;
        const present = verdicts.get(keyOf(key)) ?? 0;
        if (present !== verdict) before.set(key, present);
        set(key, verdict);
      }
    }
    changes.set(number, before);
  }

  return {
    verdicts,
    copy: () => makeSaid(hashOf, verdicts, names, changes),
    apply(number, word) {
      switch (word.kind) {
        case 'decide':
          return say(number, word.photos, [[word.label, numberOf[word.verdict]]]);
        case 'replace':
          return say(number, word.photos, [
            [word.by, 1],
            [word.label, -1],
          ]);
        case 'favourite':
          return say(number, word.photos, [['Favourite', word.on ? 1 : 0]]);
        case 'hidden':
          return say(number, word.photos, [['Hidden', word.on ? 1 : 0]]);
        case 'describe':
          return say(number, word.photos, [[DESCRIPTION, word.text]]);
        case 'teach':
          say(number, word.photos, [[word.label, 1]]);
          return say(number, word.not, [[word.label, -1]]);
        case 'undo':
          for (const [key, verdict] of changes.get(word.word) ?? []) set(key, verdict);
          return;
        case 'rename': {
          const old = `\t${names.get(word.label) ?? word.label}`;
          for (const [key, verdict] of [...verdicts]) {
            if (!key.endsWith(old)) continue;
            verdicts.delete(key);
            verdicts.set(`${key.slice(0, -old.length)}\t${word.to}`, verdict);
          }
          names.set(word.label, word.to);
        }
      }
    },
  };
}

/** What lines of a journal, or of a copy of the user's word, come to. */
export function addUp(lines: readonly JournalLine[]): Verdicts {
  const verdicts: Verdicts = new Map();
  for (const line of lines) {
    const key = `${line.photo}\t${isVerdictLine(line) ? line.name : DESCRIPTION}`;
    const said = isVerdictLine(line) ? line.verdict : (line.description ?? 0);
    if (said === 0) verdicts.delete(key);
    else verdicts.set(key, said);
  }
  return verdicts;
}
