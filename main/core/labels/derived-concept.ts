import type { Label } from '../../../shared/model/label.ts';

/** One concept that a photo may show, with all that speaks for it added up. */
export interface DerivedConcept {
  concept: number;
  /** 0..1; 1 for the user's own word. */
  probability: number;
  source: Label['source'];
  /** What the classes alone say, without heads and user. */
  fromClasses: number;
  /** Probable enough for a search to find the photo by it. */
  isFound: boolean;
  /** So probable that the library can be said to hold such a photo. */
  isSure: boolean;
  /** It is found, and nothing below it is. */
  isMostSpecific: boolean;
}
