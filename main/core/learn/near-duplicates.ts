import { dotRows, rowOf, type Samples } from './samples.ts';

/** Photos whose vectors are so alike (cosine) are taken for the same picture. */
export const NEAR_DUPLICATE = 0.98;

/** Cluster of each sample: those that are linked by near duplicates share a number, that of their first. */
export function findClusters(samples: Samples): Uint32Array {
  const clusterOf = Uint32Array.from({ length: samples.count }, (_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (clusterOf[at] !== at) at = clusterOf[at] as number;
    return at;
  };
  for (let i = 0; i < samples.count; i++) {
    const vector = rowOf(samples, i);
    for (let j = 0; j < i; j++) {
      if (dotRows(vector, rowOf(samples, j)) <= NEAR_DUPLICATE) continue;
      const [a, b] = [find(i), find(j)];
      clusterOf[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return clusterOf.map((_, i) => find(i));
}
