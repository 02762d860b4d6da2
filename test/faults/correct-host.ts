// correct-host.ts DATA SEED PHOTOS: says things of photos, one after the other, and tells of each before and after. To be killed.
import { openLibrary } from '../../main/core/library.ts';
import { createNodeWorkers, findProgramFiles } from '../../main/faces/runtime.ts';
import type { Verdict } from '../../shared/model/label.ts';
import { createRandom } from './random.ts';
import { tell } from './tell.ts';

/** Something that is said; photos by their numbers, labels by what they were called first. */
export type Word =
  | { kind: 'decide'; photos: number[]; label: string; verdict: Verdict }
  | { kind: 'replace'; photos: number[]; label: string; by: string }
  | { kind: 'favourite' | 'hidden'; photos: number[]; on: boolean }
  | { kind: 'describe'; photos: number[]; text: string }
  | { kind: 'teach'; label: string; photos: number[]; not: number[] }
  | { kind: 'rename'; label: string; to: string }
  /** The word with this number in this run is taken back. */
  | { kind: 'undo'; word: number };

/** What it tells: that it has begun; what it is about to say; that the library has confirmed it. */
export type CorrectMessage =
  | { kind: 'open' }
  | { kind: 'says'; number: number; word: Word }
  | { kind: 'confirmed'; number: number };

const [dataFolder = '', seed = '1', photos = '1'] = process.argv.slice(2);
const random = createRandom(Number(seed));
const library = await openLibrary({
  ...findProgramFiles(),
  dataFolder,
  workers: createNodeWorkers(),
  background: false,
});
const { api } = library;
/** Photos are numbered from one on. */
const all = Array.from({ length: Number(photos) }, (_, i) => i + 1);
/** Nouns that the library knows, none below another. */
const nouns = ['cat', 'espresso', 'volcano'] as const;
/** Labels of the user's own, and what they are called now. */
const own = [`Own ${seed}-0`, `Own ${seed}-1`, `Own ${seed}-2`] as const;
const nameOf = new Map<string, string>([...nouns, ...own].map((label) => [label, label]));
const conceptOf = new Map<string, string>();
/** Words that can be taken back, with their changes. */
const undoable = new Map<number, number>();

function somePhotos(): [number, ...number[]] {
  const from = random.below(4) === 0 ? 0 : random.below(all.length);
  const [first = 0, ...others] = all.slice(from, from === 0 ? undefined : from + 1 + random.below(8));
  return [first, ...others];
}

function nextWord(number: number): Word {
  const photos = somePhotos();
  const label = random.pick([...nouns, ...own]);
  // Learning takes longest: once in a while.
  if (number % 20 === 7) return { kind: 'teach', label: own[0], photos, not: all.filter((id) => !photos.includes(id)) };
  switch (random.below(9)) {
    case 0:
      return { kind: random.pick(['favourite', 'hidden']), photos, on: random.below(2) === 0 };
    case 1:
      return { kind: 'replace', photos, label: random.pick(nouns), by: own[1] };
    case 2:
      if (conceptOf.has(label)) return { kind: 'rename', label, to: `Name ${seed}-${number}` };
      break;
    case 3: {
      const [word] = [...undoable.keys()].slice(-random.below(6));
      if (word !== undefined) return { kind: 'undo', word };
      break;
    }
    case 4:
      return { kind: 'describe', photos, text: `Of ${seed}-${number},\n"${'long '.repeat(random.below(200))}end"` };
  }
  return { kind: 'decide', photos, label, verdict: random.pick(['accepted', 'accepted', 'rejected', 'none']) };
}

/** Says it, and gives the change that it made, where it is one. */
async function say(word: Word): Promise<number | null> {
  const label = 'label' in word ? (nameOf.get(word.label) ?? word.label) : '';
  switch (word.kind) {
    case 'decide': {
      const result = await api.decide({ photoIds: word.photos, label, verdict: word.verdict });
      if (word.label.startsWith('Own')) conceptOf.set(word.label, result.label.concept);
      return result.changeId;
    }
    case 'replace':
      return (await api.replaceLabel({ photoIds: word.photos, label, by: nameOf.get(word.by) ?? word.by })).changeId;
    case 'favourite':
      return (await api.setFavourite({ photoIds: word.photos, favourite: word.on })).changeId;
    case 'hidden':
      return (await api.setHidden({ photoIds: word.photos, hidden: word.on })).changeId;
    case 'describe':
      return (await api.setDescription({ photoIds: word.photos, description: word.text })).changeId;
    case 'teach':
      await api.teach({ label, photoIds: word.photos, negativeIds: word.not });
      return null;
    case 'rename':
      await api.renameLabel({ concept: conceptOf.get(word.label) ?? '', name: word.to });
      nameOf.set(word.label, word.to);
      return null;
    case 'undo':
      await api.undo({ changeId: undoable.get(word.word) ?? 0 });
      undoable.delete(word.word);
      return null;
  }
}

tell({ kind: 'open' } satisfies CorrectMessage);
for (let number = 0; ; number++) {
  const word = nextWord(number);
  tell({ kind: 'says', number, word } satisfies CorrectMessage);
  const changeId = await say(word);
  if (changeId !== null) undoable.set(number, changeId);
  tell({ kind: 'confirmed', number } satisfies CorrectMessage);
}
