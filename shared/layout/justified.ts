/** What to lay out: pictures in order, cut into sections (days). */
export interface JustifiedInput {
  /** Width / height of each picture. */
  aspects: ArrayLike<number>;
  /** Number of pictures of each section, in order; none means one section without a heading. */
  sections: readonly { count: number }[];
  widthPx: number;
  /** Rows come as near to it as their pictures allow. */
  targetHeightPx: number;
  /** Between pictures and between rows. */
  gapPx: number;
  /** Space kept above the first row of a section. */
  headingHeightPx: number;
  /** Between sections that share a row. */
  sectionGapPx: number;
  /** Room that a section's heading needs at least where sections share a row. */
  minSectionWidthPx: number;
}

/** One picture's place; its top and height are its row's. */
export interface TilePlace {
  index: number;
  x: number;
  width: number;
}

/** One heading's place. */
export interface HeadingPlace {
  section: number;
  x: number;
  y: number;
  width: number;
}

/** Beyond these a picture is cropped: a row of one tall strip or a hair-thin panorama helps nobody. */
const MIN_ASPECT = 0.45;
const MAX_ASPECT = 3.5;

/** Width / height that a picture takes in the grid. Nonsense counts as square. */
export function clampAspect(aspect: number | undefined): number {
  if (aspect === undefined || !(aspect > 0)) return 1;
  return Math.min(MAX_ASPECT, Math.max(MIN_ASPECT, aspect));
}

/**
 * Rows of pictures that fill the width exactly, except the last row of a section. Sections that are shorter than a row
 * share one. Only rows are stored (three numbers each); where a picture lies within its row is worked out on demand.
 */
export class JustifiedLayout {
  /** Height of everything. */
  readonly heightPx: number;
  readonly rowCount: number;
  readonly count: number;
  readonly #input: JustifiedInput;
  /** Top of the pictures of each row, without its heading. */
  readonly #rowY: Float64Array;
  readonly #rowHeight: Float64Array;
  /** First picture of each row, and one entry more: the number of pictures. */
  readonly #rowFirst: Uint32Array;
  /** First picture of each section, and one entry more. */
  readonly #sectionFirst: Uint32Array;

  constructor(input: JustifiedInput) {
    this.#input = input;
    this.count = input.aspects.length;
    this.#sectionFirst = sectionStarts(input.sections, this.count);
    const rows = input.widthPx > 0 && this.count > 0 ? new RowBuilder(input, this.#sectionFirst).build() : NO_ROWS;
    this.rowCount = rows.first.length - 1;
    this.#rowY = Float64Array.from(rows.y);
    this.#rowHeight = Float64Array.from(rows.height);
    this.#rowFirst = Uint32Array.from(rows.first);
    this.heightPx = rows.end;
  }

  /** Whether sections have headings. */
  get hasHeadings(): boolean {
    return this.#input.sections.length > 0;
  }

  rowTop(row: number): number {
    return this.#rowY[row] ?? 0;
  }

  rowHeight(row: number): number {
    return this.#rowHeight[row] ?? 0;
  }

  rowFirst(row: number): number {
    return this.#rowFirst[row] ?? this.count;
  }

  /** Row of a picture. */
  rowOf(index: number): number {
    return Math.min(this.rowCount - 1, lastNotAbove(this.#rowFirst, this.rowCount, index));
  }

  /** First picture of a section. */
  sectionFirst(section: number): number {
    return this.#sectionFirst[section] ?? this.count;
  }

  /** Section of a picture. */
  sectionOf(index: number): number {
    return lastNotAbove(this.#sectionFirst, this.#sectionFirst.length - 1, index);
  }

  /** Row at a height: the last one that starts at or above it. */
  rowAt(y: number): number {
    return Math.max(0, lastNotAbove(this.#rowY, this.rowCount, y));
  }

  /** Half-open range of rows of which something, heading included, lies between two heights. */
  rowsBetween(top: number, bottom: number): { first: number; end: number } {
    if (this.rowCount === 0) return { first: 0, end: 0 };
    let first = this.rowAt(top);
    if (this.rowTop(first) + this.rowHeight(first) < top && first < this.rowCount - 1) first++;
    const end = lastNotAbove(this.#rowY, this.rowCount, bottom + this.#input.headingHeightPx) + 1;
    return { first, end: Math.max(first, end) };
  }

  /** Pictures of one row, left to right. */
  tilesOf(row: number): TilePlace[] {
    const tiles: TilePlace[] = [];
    this.#walk(row, (tile) => tiles.push(tile));
    return tiles;
  }

  /** Headings above one row: none where it continues a section, several where sections share it. */
  headingsOf(row: number): HeadingPlace[] {
    const headings: HeadingPlace[] = [];
    if (!this.hasHeadings) return headings;
    const y = this.rowTop(row) - this.#input.headingHeightPx;
    this.#walk(row, ({ index, x }, section) => {
      if (this.#sectionFirst[section] !== index) return;
      const last = headings.at(-1);
      if (last) last.width = x - last.x - this.#input.sectionGapPx;
      headings.push({ section, x, y, width: this.#input.widthPx - x });
    });
    return headings;
  }

  /** Picture of a row that lies nearest below or above another one: its middle against their extents. */
  nearestInRow(row: number, x: number): number {
    let best = this.rowFirst(row);
    let bestDistance = Number.POSITIVE_INFINITY;
    this.#walk(row, (tile) => {
      const distance = Math.abs(tile.x + tile.width / 2 - x);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = tile.index;
      }
    });
    return best;
  }

  #walk(row: number, visit: (tile: TilePlace, section: number) => void): void {
    const { aspects, gapPx, sectionGapPx, minSectionWidthPx } = this.#input;
    const height = this.rowHeight(row);
    const end = this.rowFirst(row + 1);
    let section = this.sectionOf(this.rowFirst(row));
    let sectionX = 0;
    let x = 0;
    for (let index = this.rowFirst(row); index < end; index++) {
      if (index === this.#sectionFirst[section + 1]) {
        section++;
        x = Math.max(x - gapPx, sectionX + minSectionWidthPx) + sectionGapPx;
        sectionX = x;
      }
      const width = clampAspect(aspects[index]) * height;
      visit({ index, x, width }, section);
      x += width + gapPx;
    }
  }
}

interface Rows {
  y: number[];
  height: number[];
  first: number[];
  end: number;
}

const NO_ROWS: Rows = { y: [], height: [], first: [0], end: 0 };

/** Goes over all pictures once. */
class RowBuilder {
  readonly #input: JustifiedInput;
  readonly #sectionFirst: Uint32Array;
  readonly #rows: Rows = { y: [], height: [], first: [], end: 0 };
  readonly #headingPx: number;

  constructor(input: JustifiedInput, sectionFirst: Uint32Array) {
    this.#input = input;
    this.#sectionFirst = sectionFirst;
    this.#headingPx = input.sections.length > 0 ? input.headingHeightPx : 0;
  }

  build(): Rows {
    const sections = this.#sectionFirst.length - 1;
    let section = 0;
    while (section < sections) {
      const shared = this.#sectionsSharingRow(section);
      if (shared > 0) {
        this.#push(this.#sectionFirst[section] ?? 0, this.#input.targetHeightPx, this.#headingPx);
        section += shared;
      } else {
        this.#fillRows(this.#sectionFirst[section] ?? 0, this.#sectionFirst[section + 1] ?? 0);
        section++;
      }
    }
    this.#rows.first.push(this.#input.aspects.length);
    this.#rows.end = Math.max(0, this.#rows.end - this.#input.gapPx);
    return this.#rows;
  }

  /** How many sections from this one on fit side by side into one row; 0 where not even this one does. */
  #sectionsSharingRow(from: number): number {
    const { aspects, targetHeightPx, gapPx, sectionGapPx, minSectionWidthPx, widthPx } = this.#input;
    let used = 0;
    let section = from;
    for (; section < this.#sectionFirst.length - 1; section++) {
      let width = -gapPx;
      const room = widthPx - used;
      const end = this.#sectionFirst[section + 1] ?? 0;
      for (let index = this.#sectionFirst[section] ?? 0; index < end && width <= room; index++) {
        width += clampAspect(aspects[index]) * targetHeightPx + gapPx;
      }
      // The heading's room counts only next to others: alone, a section may be as narrow as it likes.
      if (width > room || (section > from && minSectionWidthPx > room)) break;
      used += Math.max(width, minSectionWidthPx) + sectionGapPx;
    }
    return section - from;
  }

  /** Rows of one section that is longer than a row: each breaks where its height comes nearest to the target. */
  #fillRows(begin: number, end: number): void {
    const { aspects, widthPx, targetHeightPx, gapPx } = this.#input;
    let first = begin;
    let sum = 0;
    let heading = this.#headingPx;
    let before = Number.POSITIVE_INFINITY;
    for (let index = begin; index < end; index++) {
      sum += clampAspect(aspects[index]);
      const height = (widthPx - (index - first) * gapPx) / sum;
      if (height > targetHeightPx) {
        before = height;
        continue;
      }
      const breakBefore = index > first && before / targetHeightPx < targetHeightPx / height;
      this.#push(first, breakBefore ? before : height, heading);
      heading = 0;
      before = Number.POSITIVE_INFINITY;
      first = breakBefore ? index : index + 1;
      sum = 0;
      // The picture that went to the next row is looked at again there: alone it may fill that row.
      if (breakBefore) index--;
    }
    if (first < end) this.#push(first, targetHeightPx, heading);
  }

  #push(first: number, height: number, heading: number): void {
    this.#rows.first.push(first);
    this.#rows.y.push(this.#rows.end + heading);
    this.#rows.height.push(height);
    this.#rows.end += heading + height + this.#input.gapPx;
  }
}

function sectionStarts(sections: readonly { count: number }[], count: number): Uint32Array {
  if (sections.length === 0) return Uint32Array.of(0, count);
  const starts = new Uint32Array(sections.length + 1);
  let at = 0;
  sections.forEach((section, i) => {
    starts[i] = at;
    at = Math.min(count, at + section.count);
  });
  // Whatever the runs leave over belongs to the last: no picture may be lost.
  starts[sections.length] = count;
  return starts;
}

/** Last position below `length` whose value is not above `value`; -1 where there is none. `values` ascend. */
function lastNotAbove(values: ArrayLike<number>, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Number.POSITIVE_INFINITY) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
