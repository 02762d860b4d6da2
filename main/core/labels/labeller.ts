import type { Label } from '../../../shared/model/label.ts';
import type { ReadDb } from '../db/connection.ts';
import { listModels } from '../db/models.ts';
import type { SearchablePhoto } from '../db/searchable.ts';
import type { ConceptSpace } from './concept-space.ts';
import { deriveEntries, deriveLabels, type Evidence, type LabelEntry } from './derive.ts';

/** Turns what is stored of a photo into what it can be found by and what is shown of it. */
export interface Labeller {
  entriesOf(photo: SearchablePhoto): LabelEntry[];
  labelsOf(photo: SearchablePhoto): Label[];
  /** Takes in models that came since. */
  refresh(): void;
}

export function createLabeller(db: ReadDb, space: ConceptSpace): Labeller {
  let conceptsOfModel = new Map<number, readonly (number | undefined)[]>();

  function refresh(): void {
    conceptsOfModel = new Map(
      listModels(db).map((model) => [model.id, model.classes.map(({ concept }) => space.numberOf(concept))]),
    );
  }

  /** Concept numbers of a model's classes; a model that another process has brought in is read when it is met. */
  function conceptsOf(modelId: number): readonly (number | undefined)[] {
    if (!conceptsOfModel.has(modelId)) refresh();
    return conceptsOfModel.get(modelId) ?? [];
  }

  function evidenceOf(photo: SearchablePhoto): Evidence {
    const concepts = photo.modelId === null ? [] : conceptsOf(photo.modelId);
    const probabilities = new Map<number, number>();
    for (const { index, probability } of photo.classes) {
      const concept = concepts[index];
      if (concept !== undefined) probabilities.set(concept, (probabilities.get(concept) ?? 0) + probability);
    }
    const decided = (verdict: number) =>
      photo.decisions.flatMap((decision) => {
        const number = decision.verdict === verdict ? space.numberOf(decision.concept) : undefined;
        return number === undefined ? [] : [number];
      });
    return {
      classes: [...probabilities].map(([concept, probability]) => ({ concept, probability })),
      accepted: decided(1),
      rejected: decided(-1),
    };
  }

  refresh();
  return {
    refresh,
    entriesOf: (photo) => deriveEntries(space, evidenceOf(photo)),
    labelsOf(photo) {
      const evidence = evidenceOf(photo);
      return deriveLabels(space, deriveEntries(space, evidence), evidence.rejected);
    },
  };
}
