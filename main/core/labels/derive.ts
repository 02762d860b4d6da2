import { isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import type { Label } from '../../../shared/model/label.ts';
import type { CalibratedModel } from './calibrated-model.ts';

/** What is known of a photo's content: the network's word and the user's, by concept number. */
export interface Evidence {
  /** Stored scores of classes; at most one entry a concept. */
  classes: readonly { concept: number; score: number }[];
  /** Probabilities of the heads. */
  heads: readonly { concept: number; probability: number; factProbability: number | null; searchProbability: number }[];
  accepted: readonly number[];
  rejected: readonly number[];
}

/** One thing a photo can be found by. */
export interface LabelEntry {
  concept: number;
  /** Of a class: its score, which adds up with those of other classes. Else the probability itself; 1 for the user's word. */
  weight: number;
  kind: 'class' | 'head' | 'user';
}

const MAX_GUESSES = 3;
/** What the user rejected no longer explains the picture: the rest is scaled up, at most by the inverse of this. */
const MIN_REMAINING = 0.25;

/** The network's word after the user's: what he rejected, and all below it, is ruled out. */
function afterDecisions(space: Vocabulary, evidence: Evidence): Evidence {
  const isRejected = (concept: number) => evidence.rejected.some((rejected) => isWithin(space, concept, rejected));
  const classes = evidence.classes.filter(({ concept }) => !isRejected(concept));
  const removed = sum(evidence.classes.map(({ score }) => score)) - sum(classes.map(({ score }) => score));
  // Bayes' rule, given that the classes exclude each other.
  const scale = removed > 0 ? 1 / Math.max(1 - removed, MIN_REMAINING) : 1;
  return {
    ...evidence,
    classes: classes.map(({ concept, score }) => ({ concept, score: Math.min(score * scale, 1) })),
    heads: evidence.heads.filter(({ concept }) => !isRejected(concept)),
  };
}

/** All that a search may find a photo by. A head counts from its own threshold on. */
export function deriveEntries(space: Vocabulary, evidence: Evidence): LabelEntry[] {
  const { classes, heads, accepted } = afterDecisions(space, evidence);
  return [
    ...[...new Set(accepted)].map((concept): LabelEntry => ({ concept, weight: 1, kind: 'user' })),
    ...heads
      .filter(({ probability, searchProbability }) => probability >= searchProbability)
      .map(({ concept, probability }): LabelEntry => ({ concept, weight: probability, kind: 'head' })),
    ...classes.map(({ concept, score }): LabelEntry => ({ concept, weight: score, kind: 'class' })),
  ];
}

/**
 * Labels to show (`docs/labels.md`, 5): the user's own; the most specific concept that is probable enough to be a fact (a
 * sure Siamese is "Siamese cat", an unsure one "cat"); what the heads are sure of; and the best guesses below that.
 */
export function deriveLabels(space: Vocabulary, model: CalibratedModel, evidence: Evidence): Label[] {
  const { classes, heads, accepted, rejected } = afterDecisions(space, evidence);
  const { label: rule, search } = model.calibration;
  const facts: { concept: number; probability: number }[] = [];
  const fact = findFact(space, model, classes, rejected);
  if (fact) facts.push(fact);
  for (const head of heads) {
    const isSure = head.factProbability !== null && head.probability >= head.factProbability;
    if (isSure && !facts.some((other) => isWithin(space, other.concept, head.concept))) facts.push(head);
  }
  const own = [...new Set(accepted)];
  const isKnown = (concept: number) =>
    own.some((other) => isWithin(space, other, concept)) ||
    facts.some((other) => isWithin(space, other.concept, concept));
  const guesses = [
    ...classes.map(({ concept, score }) => ({ concept, probability: model.toProbability(score) })),
    ...heads.filter(({ probability, searchProbability }) => probability >= searchProbability),
  ]
    .filter(
      ({ concept, probability }) =>
        probability >= search.probability && probability < rule.factProbability && !isKnown(concept),
    )
    .sort((a, b) => b.probability - a.probability)
    .slice(0, MAX_GUESSES);
  return [
    ...own.map((concept) => toLabel(space, concept, 1, 'user', 'fact')),
    ...facts
      .filter(({ concept }) => !own.some((other) => isWithin(space, other, concept)))
      .sort((a, b) => b.probability - a.probability)
      .map(({ concept, probability }) => toLabel(space, concept, probability, 'model', 'fact')),
    ...guesses.map(({ concept, probability }) => toLabel(space, concept, probability, 'model', 'guess')),
  ];
}

/** The concept with fewest classes below it that is probable enough; of equals the deepest, then the most probable. */
function findFact(
  space: Vocabulary,
  model: CalibratedModel,
  classes: Evidence['classes'],
  rejected: readonly number[],
): { concept: number; probability: number } | undefined {
  const { factProbability, maxClasses } = model.calibration.label;
  const candidates = new Set(classes.flatMap(({ concept }) => [...space.ancestorsOf(concept), concept]));
  return [...candidates]
    .map((concept) => ({ concept, probability: model.toProbability(sumWithin(space, classes, concept)) }))
    .filter(
      ({ concept, probability }) =>
        probability >= factProbability &&
        model.countClasses(concept) <= maxClasses &&
        !model.isNeverShown(concept) &&
        !rejected.some((other) => isWithin(space, concept, other)),
    )
    .sort(
      (a, b) =>
        model.countClasses(a.concept) - model.countClasses(b.concept) ||
        space.ancestorsOf(b.concept).length - space.ancestorsOf(a.concept).length ||
        b.probability - a.probability,
    )[0];
}

/** Sum of the scores of all classes at or below a concept, each once. */
export function sumWithin(space: Vocabulary, classes: Evidence['classes'], concept: number): number {
  return sum(classes.filter((entry) => isWithin(space, entry.concept, concept)).map(({ score }) => score));
}

/** Whether one concept is another or below it. */
export function isWithin(space: Vocabulary, concept: number, ancestor: number): boolean {
  return isInRanges(space.rangesOf(ancestor), concept);
}

/** WordNet's upper floors ("entity", "object", "artifact") say nothing of a picture: paths start below them. */
const DEPTH_OF_TOP = 4;

function toLabel(
  space: Vocabulary,
  concept: number,
  confidence: number,
  source: Label['source'],
  certainty: Label['certainty'],
): Label {
  const { id, name } = space.concept(concept);
  const path = space
    .pathTo(concept)
    .filter((number, depth) => number === concept || depth >= DEPTH_OF_TOP)
    .map((number) => space.concept(number).name);
  return { name, concept: id, confidence: Math.round(Math.min(confidence, 1) * 1000) / 1000, source, certainty, path };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
