/** In an order of chance, the same for the same seed. */
export function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}

/**
 * Which fold each sample is left out in, 0..folds-1. Each class is spread evenly (stratified); samples of the same cluster
 * (near duplicates) are left out together, so that none is judged by its own copy.
 */
export function assignFolds(
  classOf: ArrayLike<number>,
  clusterOf: ArrayLike<number>,
  folds: number,
  random: () => number,
): Uint8Array {
  const foldOf = new Uint8Array(classOf.length);
  const clusters = new Map<number, number[]>();
  for (let i = 0; i < classOf.length; i++) {
    const cluster = clusterOf[i] as number;
    const members = clusters.get(cluster);
    if (members) members.push(i);
    else clusters.set(cluster, [i]);
  }
  const next = new Map<number, number>();
  for (const members of shuffle([...clusters.values()], random)) {
    const kind = classOf[members[0] as number] as number;
    const fold = next.get(kind) ?? Math.floor(random() * folds);
    for (const member of members) foldOf[member] = fold;
    next.set(kind, (fold + 1) % folds);
  }
  return foldOf;
}

/** Average precision of a ranking by score; ties count as the worse order. */
export function averagePrecision(scores: ArrayLike<number>, targets: ArrayLike<number>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || (targets[a] as number) - (targets[b] as number),
  );
  let right = 0;
  let sum = 0;
  order.forEach((i, position) => {
    if (targets[i]) sum += ++right / (position + 1);
  });
  return right === 0 ? 0 : sum / right;
}
