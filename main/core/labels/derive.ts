import { isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import type { Label } from '../../../shared/model/label.ts';
import { type AdaptedWord, adaptConcepts } from './adapt-concepts.ts';
import { type CalibratedModel, WEAKEST } from './calibrated-model.ts';
import { createConceptSums } from './concept-sums.ts';
import type { DerivedConcept } from './derived-concept.ts';

/** What is known of a photo's content: the network's word and the user's, by concept number. */
export interface Evidence {
  /** Stored scores of classes; at most one entry a concept. */
  classes: readonly { concept: number; score: number }[];
  /** Probabilities of the heads. */
  heads: readonly { concept: number; probability: number; factProbability: number | null; searchProbability: number }[];
  /** What corrections have taught of the classes' word; nothing without. */
  adapted?: readonly AdaptedWord[];
  accepted: readonly number[];
  rejected: readonly number[];
}

/** How probable a label has to be to be shown as a fact. */
export interface FactRule {
  factProbability: number;
}

/** A label to show, by number. */
export interface DecidedLabel {
  concept: number;
  /** 0..1; 1 for the user's own word. */
  confidence: number;
  source: Label['source'];
  certainty: Label['certainty'];
}

/** Turns evidence into what a photo can be found by and into labels. One photo at a time. */
export interface Deriver {
  /** All concepts that are found or at least `WEAKEST` probable, in no order. */
  conceptsOf(model: CalibratedModel, evidence: Evidence): DerivedConcept[];
  /**
   * Labels to show (`docs/labels.md`, 5): the user's own; the most specific concept that is probable enough to be a fact
   * (a sure Siamese is "Siamese cat", an unsure one "cat"); what the heads are sure of; and the best guesses below that.
   * @param concepts what `conceptsOf` gave for the same evidence
   */
  labelsOf(
    model: CalibratedModel,
    rule: FactRule,
    evidence: Evidence,
    concepts: readonly DerivedConcept[],
  ): DecidedLabel[];
}

const MAX_GUESSES = 3;
/** What the user rejected no longer explains the picture: the rest is scaled up, at most by the inverse of this. */
const MIN_REMAINING = 0.25;

export function createDeriver(space: Vocabulary): Deriver {
  const sums = createConceptSums(space);

  /** The network's word after the user's: what he rejected, and all below it, is ruled out. */
  function afterDecisions(evidence: Evidence): Evidence {
    if (evidence.rejected.length === 0) return evidence;
    const isRejected = (concept: number) => evidence.rejected.some((rejected) => isWithin(space, concept, rejected));
    const classes = evidence.classes.filter(({ concept }) => !isRejected(concept));
    const removed = sum(evidence.classes.map(({ score }) => score)) - sum(classes.map(({ score }) => score));
    // Bayes' rule, given that the classes exclude each other.
    const scale = removed > 0 ? 1 / Math.max(1 - removed, MIN_REMAINING) : 1;
    return {
      ...evidence,
      classes: classes.map(({ concept, score }) => ({ concept, score: Math.min(score * scale, 1) })),
      heads: evidence.heads.filter(({ concept }) => !isRejected(concept)),
      adapted: (evidence.adapted ?? []).filter(({ concept }) => !isRejected(concept)),
    };
  }

  function conceptsOf(model: CalibratedModel, evidence: Evidence): DerivedConcept[] {
    const { classes, heads, adapted = [], accepted, rejected } = afterDecisions(evidence);
    const { search } = model.calibration;
    const derived = new Map<number, DerivedConcept>();
    for (const { concept, score } of classes) sums.add(concept, score);
    const sumOf = new Map<number, number>();
    sums.drain((concept, score) => {
      if (adapted.length > 0) sumOf.set(concept, score);
      if (score < model.weakestSum) return;
      const probability = model.toProbability(score);
      derived.set(concept, {
        concept,
        probability,
        source: 'model',
        fromClasses: probability,
        isFound: probability >= search.probability,
        isSure: probability >= model.sureProbability,
        isMostSpecific: false,
      });
    });
    adaptConcepts(space, model, derived, sumOf, adapted);
    const raise = (concept: number, probability: number, source: Label['source'], isFound: boolean) => {
      const entry = derived.get(concept) ?? {
        concept,
        probability: 0,
        source,
        fromClasses: 0,
        isFound: false,
        isSure: false,
        isMostSpecific: false,
      };
      derived.set(concept, entry);
      entry.isFound ||= isFound;
      entry.isSure ||= isFound;
      if (source === 'user' || probability > entry.probability) Object.assign(entry, { probability, source });
    };
    for (const { concept, probability, searchProbability } of heads) {
      const isFound = probability >= searchProbability;
      if (!isFound && probability < WEAKEST) continue;
      raise(concept, probability, 'model', isFound);
      for (const above of space.ancestorsOf(concept)) raise(above, probability, 'model', isFound);
    }
    for (const concept of accepted) {
      raise(concept, 1, 'user', true);
      for (const above of space.ancestorsOf(concept)) if (!rejected.includes(above)) raise(above, 1, 'user', true);
    }
    markMostSpecific(derived);
    return [...derived.values()];
  }

  function markMostSpecific(derived: ReadonlyMap<number, DerivedConcept>): void {
    for (const entry of derived.values()) entry.isMostSpecific = entry.isFound;
    for (const { concept, isFound } of derived.values()) {
      if (!isFound) continue;
      for (const above of space.ancestorsOf(concept)) {
        const entry = derived.get(above);
        if (entry) entry.isMostSpecific = false;
      }
    }
  }

  function labelsOf(
    model: CalibratedModel,
    rule: FactRule,
    evidence: Evidence,
    concepts: readonly DerivedConcept[],
  ): DecidedLabel[] {
    const { heads, adapted = [], accepted, rejected } = afterDecisions(evidence);
    const isAdapted = (concept: number) => adapted.some((word) => word.concept === concept);
    const facts: { concept: number; probability: number }[] = [];
    const fact = findFact(model, rule, concepts, rejected);
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
      ...concepts
        .filter(({ concept, isFound }) => isFound && model.isClass(concept))
        .map(({ concept, fromClasses }) => ({ concept, probability: fromClasses })),
      ...heads.filter(({ probability, searchProbability }) => probability >= searchProbability),
    ]
      .filter(
        ({ concept, probability }) =>
          (probability >= model.calibration.search.probability || isAdapted(concept)) &&
          probability < rule.factProbability &&
          !isKnown(concept),
      )
      .sort((a, b) => b.probability - a.probability)
      .slice(0, MAX_GUESSES);
    return [
      ...own.map((concept): DecidedLabel => ({ concept, confidence: 1, source: 'user', certainty: 'fact' })),
      ...facts
        .filter(({ concept }) => !own.some((other) => isWithin(space, other, concept)))
        .sort((a, b) => b.probability - a.probability)
        .map((found) => toModelLabel(found, 'fact')),
      ...guesses.map((found) => toModelLabel(found, 'guess')),
    ];
  }

  /** The concept with fewest classes below it that is probable enough; of equals the deepest, then the most probable. */
  function findFact(
    model: CalibratedModel,
    { factProbability }: FactRule,
    concepts: readonly DerivedConcept[],
    rejected: readonly number[],
  ): { concept: number; probability: number } | undefined {
    return concepts
      .filter(
        ({ concept, fromClasses }) =>
          fromClasses >= factProbability &&
          model.mayBeFact(concept) &&
          !rejected.some((other) => isWithin(space, concept, other)),
      )
      .map(({ concept, fromClasses }) => ({ concept, probability: fromClasses }))
      .sort(
        (a, b) =>
          model.countClasses(a.concept) - model.countClasses(b.concept) ||
          space.ancestorsOf(b.concept).length - space.ancestorsOf(a.concept).length ||
          b.probability - a.probability,
      )[0];
  }

  return { conceptsOf, labelsOf };
}

/** Whether one concept is another or below it. */
function isWithin(space: Vocabulary, concept: number, ancestor: number): boolean {
  return isInRanges(space.rangesOf(ancestor), concept);
}

function toModelLabel(
  { concept, probability }: { concept: number; probability: number },
  certainty: Label['certainty'],
): DecidedLabel {
  return { concept, confidence: Math.round(Math.min(probability, 1) * 1000) / 1000, source: 'model', certainty };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
