/**
 * One label of a photo. It is always derived: the network's probabilities over the concept hierarchy, then the user's
 * decisions over it (`main/core/labels`).
 */
export interface Label {
  name: string;
  /** Concept id: a WordNet 3.0 noun synset as ImageNet writes it (`n02123597`) or `own:<number>`. */
  concept: string;
  /** 0..1; 1 for the user's own word. */
  confidence: number;
  source: 'model' | 'user';
  /** A fact is shown as one; a guess with a question mark. */
  certainty: 'fact' | 'guess';
  /** Names from the broadest useful ancestor down to the label itself: animal, cat, Siamese cat. */
  path: string[];
}

/** What the user says of a label of a photo; `none` takes back what was said. */
export type Verdict = 'accepted' | 'rejected' | 'none';
