/** Characters (UTF-16 units) that a description has at most. */
export const maxDescription = 5_000;

/**
 * A description as it is kept: lines end in LF, control characters and what XML can't hold are spaces, nothing is around it.
 * '' where nothing is left. What is clean stays as it is.
 */
export function cleanDescription(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .replace(/[^\P{Cc}\n]|[\uFFFE\uFFFF]/gu, ' ')
    .trim();
}
