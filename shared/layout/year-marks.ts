/** A year beside the grid: where its photos begin. */
export interface YearMark {
  year: string;
  /** First day run of that year in the result. */
  section: number;
  /** Place on the scale, 0 (top) to 1 (end). */
  share: number;
}

/**
 * Years in the order of the result, those left out that would touch the one before.
 * @param shareOf place on the scale of a day run
 * @param minDistance least difference of two places
 */
export function yearMarks(
  days: readonly { day: string }[],
  shareOf: (section: number) => number,
  minDistance: number,
): YearMark[] {
  const marks: YearMark[] = [];
  let lastYear = '';
  let lastShare = Number.NEGATIVE_INFINITY;
  days.forEach(({ day }, section) => {
    const year = day.slice(0, 4);
    if (year === lastYear) return;
    lastYear = year;
    const share = Math.min(1, shareOf(section));
    if (share - lastShare < minDistance) return;
    lastShare = share;
    marks.push({ year, section, share });
  });
  return marks;
}
