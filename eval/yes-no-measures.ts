import type { Collection } from './collections.ts';
import type { Measure } from './measure.ts';
import { averagePrecision, bootstrap, precisionAt, share } from './metrics.ts';
import type { ShownPhoto, Subject } from './subject.ts';
import type { Taxonomy } from './taxonomy.ts';

/** A photo of the collection, as far as one concept is concerned. */
interface Outcome {
  isOf: boolean;
  /** Place in the whole result, from 0; undefined where the search does not show it. */
  place: number | undefined;
  isFact: boolean;
}

/** How well the things of `yes-no` collections are found, each among the photos of its collection. */
export async function measureYesNo(
  collections: readonly Collection[],
  subject: Subject,
  taxonomy: Taxonomy,
): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const collection of collections.filter(({ kind }) => kind === 'yes-no')) {
    for (const concept of new Set(collection.photos.map(({ truth }) => truth))) {
      if (concept !== undefined) measures.push(...(await measureConcept(concept, collection, subject, taxonomy)));
    }
  }
  return measures;
}

async function measureConcept(
  concept: number,
  collection: Collection,
  subject: Subject,
  { vocabulary, isWithin }: Taxonomy,
): Promise<Measure[]> {
  const { name } = vocabulary.concept(concept);
  const ids = await subject.search(name);
  const places = new Map(ids.map((id, place) => [id, place]));
  const saysConcept = (id: string) => {
    const number = vocabulary.numberOf(id);
    return number !== undefined && isWithin(number, concept);
  };
  const toOutcome = (id: number, { truth, labels }: ShownPhoto): Outcome => ({
    isOf: truth !== undefined && isWithin(truth, concept),
    place: places.get(id),
    isFact: labels.some((label) => label.certainty === 'fact' && saysConcept(label.concept)),
  });
  const all = [...subject.photos];
  const outcomes = all
    .filter(([, photo]) => photo.collection === collection)
    .map(([id, photo]) => toOutcome(id, photo));
  const strangers = all.filter(([, photo]) => photo.collection.kind === 'classes').map(([id]) => id);

  const group = `"${name}" in ${collection.name}`;
  const measure = (title: string, statistic: (sample: readonly Outcome[]) => number | undefined): Measure => ({
    group,
    name: title,
    ...bootstrap(outcomes, statistic),
  });
  const isShown = ({ place }: Outcome) => place !== undefined;
  const isOf = (outcome: Outcome) => outcome.isOf;
  const isFact = (outcome: Outcome) => outcome.isFact;
  return [
    measure('precision of the first 10', (sample) => precisionAt(rank(sample), 10, sample.filter(isOf).length)),
    measure('average precision', (sample) => averagePrecision(rank(sample), sample.filter(isOf).length, sample.length)),
    measure('precision of what is shown', (sample) => share(sample.filter(isShown), isOf)),
    measure('recall of what is shown', (sample) => share(sample.filter(isOf), isShown)),
    measure('precision of facts', (sample) => share(sample.filter(isFact), isOf)),
    measure('recall of facts', (sample) => share(sample.filter(isOf), isFact)),
    {
      group,
      name: 'photos of the other collections that it shows too',
      ...bootstrap(strangers, (sample) => share(sample, (id) => places.has(id))),
    },
  ];
}

/** What is shown, best first: whether it is right. */
function rank(sample: readonly Outcome[]): boolean[] {
  return sample
    .flatMap(({ isOf, place }) => (place === undefined ? [] : [{ isOf, place }]))
    .sort((a, b) => a.place - b.place)
    .map(({ isOf }) => isOf);
}
