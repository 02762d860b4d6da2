import { join } from 'node:path';
import { loadVocabulary } from '../../main/core/vocabulary/load-vocabulary.ts';
import { findProgramFiles } from '../../main/faces/runtime.ts';

/** The real nouns of WordNet, loaded once per test file. */
export const vocabulary = loadVocabulary(join(findProgramFiles().assetsFolder, 'vocabulary'));

/** Number of a concept that is known to exist. */
export function numberOf(id: string): number {
  const number = vocabulary.numberOf(id);
  if (number === undefined) throw new Error(`${id} is not in the vocabulary`);
  return number;
}

/** Concepts that tests speak of. */
export const ids = {
  siamese: 'n02123597',
  persian: 'n02123394',
  egyptian: 'n02124075',
  tabby: 'n02123045',
  cat: 'n02121620',
  dog: 'n02084071',
  husky: 'n02110185',
  animal: 'n00015388',
  espresso: 'n07920052',
  beach: 'n09217230',
} as const;
