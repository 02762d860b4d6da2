import { expect, test } from 'vitest';
import { ids, numberOf, vocabulary } from '../../../test/support/vocabulary.ts';
import { deriveEntries, deriveLabels, type Evidence } from './derive.ts';

function evidence(
  classes: Record<string, number>,
  decided: { accepted?: string[]; rejected?: string[] } = {},
): Evidence {
  return {
    classes: Object.entries(classes).map(([id, probability]) => ({ concept: numberOf(id), probability })),
    accepted: (decided.accepted ?? []).map(numberOf),
    rejected: (decided.rejected ?? []).map(numberOf),
  };
}

const show = (known: Evidence) =>
  deriveLabels(vocabulary, deriveEntries(vocabulary, known), known.rejected).map(
    (label) => `${label.source} ${label.certainty}: ${label.name} ${label.confidence}`,
  );

test('a sure Siamese is a Siamese cat, with its path', () => {
  const known = evidence({ [ids.siamese]: 0.9, [ids.persian]: 0.05 });
  const [label] = deriveLabels(vocabulary, deriveEntries(vocabulary, known), []);
  expect(label).toMatchObject({ name: 'Siamese cat', certainty: 'fact', confidence: 0.9 });
  expect(label?.path.slice(-2)).toEqual(['domestic cat', 'Siamese cat']);
});

test('an unsure one is a cat as a fact, and the breeds are guesses', () => {
  const labels = show(evidence({ [ids.egyptian]: 0.37, [ids.siamese]: 0.2, [ids.tabby]: 0.12 }));
  expect(labels[0]).toMatch(/^model fact: (domestic )?cat 0.69$/u);
  expect(labels.slice(1)).toEqual(['model guess: Egyptian cat 0.37', 'model guess: Siamese cat 0.2']);
});

test('a blur is nothing', () => {
  expect(show(evidence({ [ids.siamese]: 0.08, [ids.espresso]: 0.07, [ids.husky]: 0.05 }))).toEqual([]);
});

test('a rejected breed is gone and the others gain what is left', () => {
  const known = evidence({ [ids.siamese]: 0.6, [ids.persian]: 0.3 }, { rejected: [ids.siamese] });
  expect(show(known)).toEqual(['model fact: Persian cat 0.75']);
});

test('rejecting the broad word rejects all below it', () => {
  const known = evidence({ [ids.siamese]: 0.9, [ids.persian]: 0.05 }, { rejected: [ids.cat] });
  expect(deriveEntries(vocabulary, known)).toEqual([]);
});

test('a rejection never makes something improbable sure', () => {
  const known = evidence({ [ids.siamese]: 0.97, [ids.espresso]: 0.02 }, { rejected: [ids.siamese] });
  expect(show(known)).toEqual([]);
});

test("the user's word stands first and is certain; the model's more general one is not repeated", () => {
  const known = evidence({ [ids.egyptian]: 0.4, [ids.persian]: 0.3 }, { accepted: [ids.siamese] });
  expect(show(known)[0]).toBe('user fact: Siamese cat 1');
  expect(show(known).filter((line) => line.includes('fact'))).toHaveLength(1);
});
