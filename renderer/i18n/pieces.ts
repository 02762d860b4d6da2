/** Names of a path that are shown; its broad beginning ("living thing, organism") says little. */
const MAX_PATH = 4;
/** Pieces of a text are shown up to this length. */
const MAX_PIECE = 40;

/** What was typed, cut where it is long. */
export function shortened(text: string): string {
  return text.length > MAX_PIECE ? `${text.slice(0, MAX_PIECE)}…` : text;
}

/** `animal › cat › Siamese cat` */
export function pathOf(path: readonly string[]): string {
  return path.join(' › ');
}

/** `… › cat › Siamese cat` */
export function shortPathOf(path: readonly string[]): string {
  return pathOf(path.length > MAX_PATH ? ['…', ...path.slice(-MAX_PATH)] : path);
}
