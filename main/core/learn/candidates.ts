import type { ClassifierKind } from '../../../shared/model/taught.ts';
import type { Candidate, Compared } from './classifier.ts';

export const plainCandidate = (kind: ClassifierKind): Candidate => ({ kind, penalty: null, neighbours: null });

export const logistic = (penalty: number): Candidate => ({ ...plainCandidate('logistic'), penalty });

const NEIGHBOURS = [1, 3, 5];
/** Kinds that the reason names besides the one that was chosen. */
const OTHERS_TOLD = 3;

/** Nearest neighbours: one, three or five, by cosine or by L1, as far as there are so many examples. */
export function nearestCandidates(examples: number): Candidate[] {
  return NEIGHBOURS.filter((neighbours) => neighbours <= examples).flatMap((neighbours) => [
    { ...plainCandidate('nearest'), neighbours },
    { ...plainCandidate('nearest'), neighbours, distance: 'l1' as const },
  ]);
}

/** `logistic regression, penalty 0.001, dropout 0.3`, `3 nearest neighbours (L1)` */
export function nameCandidate({ kind, penalty, neighbours, distance, dropout, isUnweighted }: Candidate): string {
  if (kind === 'class-mean') return 'nearest class mean';
  if (kind === 'nearest') {
    const count = neighbours === 1 ? 'nearest neighbour' : `${neighbours ?? 1} nearest neighbours`;
    return `${count} (${distance === 'l1' ? 'L1' : 'cosine'})`;
  }
  const details = [
    ...(penalty === null ? [] : [`penalty ${penalty}`]),
    ...(dropout ? [`dropout ${dropout}`] : []),
    ...(isUnweighted ? ['photos count alike'] : []),
  ];
  return ['logistic regression', ...details].join(', ');
}

/** What was tried and how well it did, the best first. */
export function listCompared(judged: readonly { candidate: Candidate; score: number }[], chosen: Candidate): Compared {
  return [...judged]
    .sort((a, b) => b.score - a.score)
    .map(({ candidate, score }) => ({ name: nameCandidate(candidate), score, isChosen: candidate === chosen }));
}

/** `Logistic regression, penalty 0.001: accuracy 0.92 on photos it had not seen (nearest class mean 0.90; ...).` */
export function explainChoice(compared: Compared, measure: string): string {
  const chosen = compared.find(({ isChosen }) => isChosen);
  if (!chosen) return '';
  const others = compared
    .filter((other) => other !== chosen)
    .slice(0, OTHERS_TOLD)
    .map(({ name, score }) => `${name} ${score.toFixed(2)}`);
  const told = others.length > 0 ? ` (${others.join('; ')})` : '';
  const name = `${chosen.name[0]?.toUpperCase()}${chosen.name.slice(1)}`;
  return `${name}: ${measure} ${chosen.score.toFixed(2)} on photos it had not seen${told}.`;
}
