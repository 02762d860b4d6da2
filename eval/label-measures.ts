import type { Label } from '../shared/model/label.ts';
import type { Measure } from './measure.ts';
import { bootstrap, expectedCalibrationError, mean, type Statement, share } from './metrics.ts';
import type { ShownPhoto } from './subject.ts';
import type { Relation, Taxonomy } from './taxonomy.ts';

/** One label of a photo, judged. */
interface JudgedLabel extends Statement {
  concept: number;
  isFact: boolean;
  /** It is one of the network's classes. */
  isLeaf: boolean;
  /** It says as much as the truth, or more. */
  exact: boolean;
}

interface JudgedLabels {
  truth: number;
  relation: Relation;
  labels: JudgedLabel[];
  /** Facts of settings (person, street) besides what the photo is known to show: nobody can say whether they are right. */
  besides: number;
}

/** What is shown on the photos of `classes` collections. */
export function measureLabels(photos: readonly ShownPhoto[], taxonomy: Taxonomy): Measure[] {
  const judged = photos.flatMap((photo) =>
    photo.collection.kind === 'classes' && photo.truth !== undefined ? [judge(photo, photo.truth, taxonomy)] : [],
  );
  const classes = judged.filter(({ relation }) => relation === 'class');
  const above = judged.filter(({ relation }) => relation === 'above');
  const absent = judged.filter(({ relation }) => relation === 'absent');
  return [
    ...measureFacts('Labels: classes of the network', classes),
    ...measureLeaves('Labels: classes of the network', classes),
    ...measureFacts('Labels: known by what is below them', above),
    ...measureFacts('Labels: all known', [...classes, ...above]),
    {
      group: 'Labels: things the network does not know',
      name: 'photos with a false fact',
      ...bootstrap(absent, (sample) => share(sample, ({ labels }) => facts(labels).some(({ right }) => !right))),
    },
    {
      group: 'Labels: things the network does not know',
      name: 'photos with a right fact (what is above them)',
      ...bootstrap(absent, (sample) => share(sample, ({ labels }) => facts(labels).some(({ right }) => right))),
    },
    {
      group: 'Labels: all photos',
      name: 'facts of heads besides the truth, for each photo (not judged)',
      ...bootstrap(judged, (sample) => mean(sample.map(({ besides }) => besides))),
    },
    {
      group: 'Labels: all photos',
      name: 'calibration error of facts',
      ...bootstrap(judged, (sample) => expectedCalibrationError(sample.flatMap(({ labels }) => facts(labels)))),
    },
    {
      group: 'Labels: all photos',
      name: 'calibration error of facts and guesses',
      ...bootstrap(judged, (sample) => expectedCalibrationError(sample.flatMap(({ labels }) => labels))),
    },
  ];
}

function measureFacts(group: string, photos: readonly JudgedLabels[]): Measure[] {
  return [
    {
      group,
      name: 'facts that are right',
      ...bootstrap(photos, (sample) =>
        share(
          sample.flatMap(({ labels }) => facts(labels)),
          ({ right }) => right,
        ),
      ),
    },
    {
      group,
      name: 'photos with a fact',
      ...bootstrap(photos, (sample) => share(sample, ({ labels }) => facts(labels).length > 0)),
    },
    {
      group,
      name: 'photos with a fact that says as much as the truth',
      ...bootstrap(photos, (sample) => share(sample, ({ labels }) => facts(labels).some(({ exact }) => exact))),
    },
  ];
}

/** Whether the class itself is among the labels shown, best first. */
function measureLeaves(group: string, photos: readonly JudgedLabels[]): Measure[] {
  const leavesOf = ({ labels }: JudgedLabels) => labels.filter(({ isLeaf }) => isLeaf).map(({ concept }) => concept);
  return [1, 5].map((places) => ({
    group,
    name: `top-${places} among the labels shown`,
    ...bootstrap(photos, (sample) => share(sample, (photo) => leavesOf(photo).slice(0, places).includes(photo.truth))),
  }));
}

function judge({ labels, collection }: ShownPhoto, truth: number, taxonomy: Taxonomy): JudgedLabels {
  const known = labels
    .filter(({ source }) => source === 'model')
    .map((label) => toJudged(label, truth, taxonomy))
    .filter((label) => label !== undefined);
  const isBesides = (label: JudgedLabel) => !label.right && taxonomy.isSetting(label.concept);
  return {
    truth,
    relation: collection.relations.get(truth) ?? taxonomy.relationOf(truth),
    labels: known.filter((label) => !isBesides(label)).sort((a, b) => b.confidence - a.confidence),
    besides: facts(known).filter(isBesides).length,
  };
}

function toJudged({ concept, confidence, certainty }: Label, truth: number, taxonomy: Taxonomy) {
  const number = taxonomy.vocabulary.numberOf(concept);
  if (number === undefined) return undefined;
  return {
    concept: number,
    confidence,
    isFact: certainty === 'fact',
    isLeaf: taxonomy.isClass(number),
    right: taxonomy.isRelated(number, truth),
    exact: taxonomy.isWithin(number, truth),
  };
}

const facts = (labels: readonly JudgedLabel[]) => labels.filter(({ isFact }) => isFact);
