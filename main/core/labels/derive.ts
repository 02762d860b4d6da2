import type { Vocabulary } from '../../../shared/model/concept.ts';
import type { Label } from '../../../shared/model/label.ts';

/** What is known of a photo's content: the network's word and the user's, by concept number. */
export interface Evidence {
  /** Probabilities of leaf classes; at most one entry a concept. */
  classes: readonly { concept: number; probability: number }[];
  accepted: readonly number[];
  rejected: readonly number[];
}

/** One thing a photo can be found by. */
export interface LabelEntry {
  concept: number;
  /** 0..1; 1 for the user's own word. */
  weight: number;
  source: 'model' | 'user';
}

/** From this summed probability on, a label is shown as a fact. */
export const FACT_PROBABILITY = 0.6;
/** A guess is shown from here on. */
const GUESS_PROBABILITY = 0.15;
const MAX_GUESSES = 3;
/** What the user rejected no longer explains the picture: the rest is scaled up, at most by the inverse of this. */
const MIN_REMAINING_PROBABILITY = 0.25;

/**
 * The network's word after the user's decisions: rejected concepts and all below them are ruled out and the rest is
 * scaled to what is left (Bayes' rule, given that the classes exclude each other); accepted ones are certain.
 */
export function deriveEntries(space: Vocabulary, evidence: Evidence): LabelEntry[] {
  const accepted = [...new Set(evidence.accepted)];
  const isRejected = (concept: number) => evidence.rejected.some((rejected) => isWithin(space, concept, rejected));
  const kept = evidence.classes.filter(({ concept }) => !isRejected(concept));
  const total = sum(evidence.classes.map((entry) => entry.probability));
  const removed = total - sum(kept.map((entry) => entry.probability));
  const scale = removed > 0 ? 1 / Math.max(1 - removed, MIN_REMAINING_PROBABILITY) : 1;
  return [
    ...accepted.map((concept): LabelEntry => ({ concept, weight: 1, source: 'user' })),
    ...kept
      .filter(({ concept }) => !accepted.includes(concept))
      .map(
        ({ concept, probability }): LabelEntry => ({
          concept,
          weight: Math.min(probability * scale, 1),
          source: 'model',
        }),
      ),
  ];
}

/**
 * Labels to show, derived from a photo's entries: the user's own; the most specific concept whose summed probability makes
 * it a fact (a sure Siamese is "Siamese cat", an unsure one "cat"); the best guesses below that.
 */
export function deriveLabels(space: Vocabulary, entries: readonly LabelEntry[], rejected: readonly number[]): Label[] {
  const own = entries.filter((entry) => entry.source === 'user');
  const model = entries.filter((entry) => entry.source === 'model');
  const covered = (concept: number) => own.some((entry) => isWithin(space, entry.concept, concept));
  const isRuledOut = (concept: number) => rejected.some((other) => isWithin(space, concept, other));

  const sums = sumOverAncestors(space, model);
  const fact = [...sums.entries()]
    .filter(([concept, weight]) => weight >= FACT_PROBABILITY && isWorthShowing(space, concept) && !isRuledOut(concept))
    .sort(([a], [b]) => space.pathTo(b).length - space.pathTo(a).length)[0];
  const labels = own.map((entry) => toLabel(space, entry.concept, 1, 'user', 'fact'));
  if (fact && !covered(fact[0])) labels.push(toLabel(space, fact[0], Math.min(fact[1], 1), 'model', 'fact'));
  const guesses = model
    .filter((entry) => entry.weight >= GUESS_PROBABILITY && entry.concept !== fact?.[0] && !covered(entry.concept))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_GUESSES);
  return [...labels, ...guesses.map((entry) => toLabel(space, entry.concept, entry.weight, 'model', 'guess'))];
}

/** Whether one concept is another or below it. */
export function isWithin(space: Vocabulary, concept: number, ancestor: number): boolean {
  return space.rangesOf(ancestor).some((range) => concept >= range.first && concept < range.end);
}

/** Adds each entry's weight to its concept and to everything above it in the tree. */
export function sumOverAncestors(space: Vocabulary, entries: readonly LabelEntry[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { concept, weight } of entries) {
    for (const number of space.pathTo(concept)) sums.set(number, (sums.get(number) ?? 0) + weight);
  }
  return sums;
}

/** WordNet's upper floors ("entity", "object", "artifact") say nothing of a picture: a label starts below them. */
const DEPTH_OF_TOP = 4;

function isWorthShowing(space: Vocabulary, concept: number): boolean {
  return space.pathTo(concept).length > DEPTH_OF_TOP;
}

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
    .filter((number) => number === concept || isWorthShowing(space, number))
    .map((number) => space.concept(number).name);
  return { name, concept: id, confidence: round(confidence), source, certainty, path };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
