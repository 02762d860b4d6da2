import type { Relation, Taxonomy } from './taxonomy.ts';

export type QueryKind =
  | 'class name'
  | 'class name, a single photo of it'
  | 'synonym'
  | 'ancestor'
  | 'unknown to the network'
  | 'absent living thing'
  | 'absent other thing';

export interface Query {
  kind: QueryKind;
  text: string;
  /** All that the words may mean. */
  senses: readonly number[];
}

/** A truth of the library: how the network knows it, and how many photos are of it. */
export interface Truth {
  concept: number;
  relation: Relation;
}

/** Broader words, as a person would type them. */
const ANCESTORS = [
  'cat, big cat, dog, bird, fish, snake, lizard, turtle, spider, insect, butterfly, reptile, amphibian, crustacean',
  'monkey, primate, mammal, animal, flower, plant, fruit, food',
  'vehicle, car, boat, ship, aircraft, building, furniture, clothing, weapon, tool, container, timepiece, computer',
  'electronic equipment, sports equipment, musical instrument, wind instrument, stringed instrument',
].flatMap((line) => line.split(', '));
const MIN_ANCESTOR_PHOTOS = 8;
const LIVING_THING = 'n00004475';

/** What is asked of a library whose photos are of these things; one truth for each photo. */
export function makeQueries(truths: readonly Truth[], taxonomy: Taxonomy): Query[] {
  const { vocabulary } = taxonomy;
  const present = [...new Map(truths.map((truth) => [truth.concept, truth])).values()];
  const countRelevant = (senses: readonly number[]) => truths.filter(({ concept }) => isAny(concept, senses)).length;
  const isAny = (concept: number, senses: readonly number[]) =>
    senses.some((sense) => taxonomy.isWithin(concept, sense));
  const queries = new Map<string, Query>();
  const add = (kind: QueryKind, text: string, senses: readonly number[]) => {
    if (!queries.has(text.toLowerCase())) queries.set(text.toLowerCase(), { kind, text, senses });
  };

  for (const { concept, relation } of present) {
    const { name, lemmas } = vocabulary.concept(concept);
    const senses = vocabulary.find(name);
    if (!senses.includes(concept)) continue;
    if (relation === 'absent') {
      if (!taxonomy.isHead(concept)) add('unknown to the network', name, senses);
      continue;
    }
    const isSingle = countRelevant(senses) === 1;
    add(isSingle ? 'class name, a single photo of it' : 'class name', name, senses);
    const other = isSingle ? undefined : lemmas.slice(1).find((lemma) => isOtherWord(lemma, name));
    if (other !== undefined) add('synonym', other, vocabulary.find(other));
  }
  for (const text of ANCESTORS) {
    const senses = vocabulary.find(text);
    if (countRelevant(senses) >= MIN_ANCESTOR_PHOTOS) add('ancestor', text, senses);
  }
  const living = vocabulary.numberOf(LIVING_THING);
  for (const concept of taxonomy.classes) {
    const { name } = vocabulary.concept(concept);
    const senses = vocabulary.find(name);
    if (!senses.includes(concept)) continue;
    if (present.some((truth) => senses.some((sense) => taxonomy.isRelated(sense, truth.concept)))) continue;
    const isLiving = living !== undefined && taxonomy.isWithin(concept, living);
    add(isLiving ? 'absent living thing' : 'absent other thing', name, senses);
  }
  return [...queries.values()];
}

/** Not merely another spelling or a plural. */
function isOtherWord(lemma: string, name: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const [a, b] = [plain(lemma), plain(name)];
  return !a.startsWith(b) && !b.startsWith(a);
}
