/** What to lay out: pictures in order, cut into sections (days). */
export interface JustifiedInput {
  /** Width / height of each picture in thousandths; 0 where it is not known. */
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

/** In thousandths. Beyond these a picture is cropped: a row of one tall strip or a hair-thin panorama helps nobody. */
const MIN_ASPECT = 450;
const MAX_ASPECT = 3500;
const SQUARE = 1000;
/** Width / height of most photos, landscapes and portraits together. */
const USUAL_ASPECT = 1.25;

/** Width / height that a picture takes in the grid, in thousandths. Nonsense counts as square. */
export function clampAspect(aspect: number | undefined): number {
  if (aspect === undefined || !(aspect > 0)) return SQUARE;
  return aspect < MIN_ASPECT ? MIN_ASPECT : aspect > MAX_ASPECT ? MAX_ASPECT : aspect;
}

/**
 * Rows of pictures that fill the width exactly, except the last row of a section. Sections that are shorter than a row
 * share one. Only rows are stored (three numbers each); where a picture lies within its row is worked out on demand.
 *
 * A layout is made from the top down, as far as it is needed, and its rows never change: `through` and `downTo` give one
 * that goes on where this one ends. Heights and places below are estimates until they are laid out.
 */
export class JustifiedLayout {
  /** Height of everything; an estimate until all is laid out. */
  readonly heightPx: number;
  /** Rows that are laid out. */
  readonly rowCount: number;
  /** Pictures that are laid out. */
  readonly laidCount: number;
  readonly count: number;
  readonly #input: JustifiedInput;
  readonly #builder: RowBuilder;
  /** Height of what is laid out, with the gap below. */
  readonly #laidPx: number;

  private constructor(builder: RowBuilder) {
    const { input, rowCount, laidCount, laidPx } = builder;
    this.#builder = builder;
    this.#input = input;
    this.count = input.aspects.length;
    this.rowCount = rowCount;
    this.laidCount = laidCount;
    this.#laidPx = laidPx;
    this.heightPx = Math.max(0, this.#estimateTop(builder.isPossible ? this.count : 0) - input.gapPx);
  }

  /** A layout of which nothing is laid out yet. */
  static begin(input: JustifiedInput): JustifiedLayout {
    return new JustifiedLayout(new RowBuilder(input));
  }

  /** The same, laid out at least until a picture is placed. */
  through(index: number): JustifiedLayout {
    return this.#continued(Math.min(index + 1, this.count), 0);
  }

  /** The same, laid out at least as far as a height. */
  downTo(y: number): JustifiedLayout {
    return this.#continued(0, y);
  }

  /** Whether all pictures have their places. */
  get isComplete(): boolean {
    return this.laidCount === this.count || !this.#builder.isPossible;
  }

  #continued(pictures: number, y: number): JustifiedLayout {
    if (this.isComplete || (this.laidCount >= pictures && this.#laidPx >= y)) return this;
    this.#builder.build(pictures, y);
    return new JustifiedLayout(this.#builder);
  }

  /** Whether sections have headings. */
  get hasHeadings(): boolean {
    return this.#input.sections.length > 0;
  }

  rowTop(row: number): number {
    return this.#builder.rowY[row] ?? 0;
  }

  rowHeight(row: number): number {
    return this.#builder.rowHeight[row] ?? 0;
  }

  /** First picture of a row; of the row behind the last one, what comes next. */
  rowFirst(row: number): number {
    return row < this.rowCount ? (this.#builder.rowFirst[row] ?? this.laidCount) : this.laidCount;
  }

  /** Row of a picture, the last one where it is not laid out yet; -1 where there is none. */
  rowOf(index: number): number {
    return lastNotAbove(this.#builder.rowFirst, this.rowCount, index);
  }

  /** Top of a picture's row, without its heading; an estimate where it is not laid out yet. */
  topOf(index: number): number {
    return index < this.laidCount ? this.rowTop(this.rowOf(index)) : this.#estimateTop(index);
  }

  /** First picture of the row at a height; an estimate where it is not laid out yet. */
  indexAt(y: number): number {
    if (y < this.#laidPx || this.isComplete) return this.rowFirst(this.rowAt(y));
    const index = this.laidCount + Math.floor((y - this.#laidPx) / this.#pxPerPicture());
    return Math.max(0, Math.min(this.count - 1, index));
  }

  /** First picture of a section. */
  sectionFirst(section: number): number {
    return this.#builder.sectionFirst[section] ?? this.count;
  }

  /** Section of a picture. */
  sectionOf(index: number): number {
    return lastNotAbove(this.#builder.sectionFirst, this.#builder.sectionFirst.length - 1, index);
  }

  /** Row at a height: the last one that starts at or above it. */
  rowAt(y: number): number {
    return Math.max(0, lastNotAbove(this.#builder.rowY, this.rowCount, y));
  }

  /** Half-open range of rows of which something, heading included, lies between two heights. */
  rowsBetween(top: number, bottom: number): { first: number; end: number } {
    if (this.rowCount === 0) return { first: 0, end: 0 };
    let first = this.rowAt(top);
    if (this.rowTop(first) + this.rowHeight(first) < top && first < this.rowCount - 1) first++;
    const end = lastNotAbove(this.#builder.rowY, this.rowCount, bottom + this.#input.headingHeightPx) + 1;
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
      if (this.#builder.sectionFirst[section] !== index) return;
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

  /** As if all pictures took as much room as those that are laid out, or made full rows where none is. */
  #pxPerPicture(): number {
    if (this.laidCount > 0) return this.#laidPx / this.laidCount;
    const { targetHeightPx, gapPx, widthPx } = this.#input;
    return ((targetHeightPx + gapPx) * targetHeightPx * USUAL_ASPECT) / widthPx;
  }

  #estimateTop(index: number): number {
    return index > this.laidCount ? this.#laidPx + (index - this.laidCount) * this.#pxPerPicture() : this.#laidPx;
  }

  #walk(row: number, visit: (tile: TilePlace, section: number) => void): void {
    const { aspects, gapPx, sectionGapPx, minSectionWidthPx } = this.#input;
    const height = this.rowHeight(row);
    const end = this.rowFirst(row + 1);
    let section = this.sectionOf(this.rowFirst(row));
    let sectionX = 0;
    let x = 0;
    for (let index = this.rowFirst(row); index < end; index++) {
      if (index === this.#builder.sectionFirst[section + 1]) {
        section++;
        x = Math.max(x - gapPx, sectionX + minSectionWidthPx) + sectionGapPx;
        sectionX = x;
      }
      const width = (clampAspect(aspects[index]) / SQUARE) * height;
      visit({ index, x, width }, section);
      x += width + gapPx;
    }
  }
}

const FIRST_CAPACITY = 1024;

/** Makes rows, from the first one on. */
class RowBuilder {
  readonly input: JustifiedInput;
  /** First picture of each section, and one entry more. */
  readonly sectionFirst: Uint32Array;
  /** Top of the pictures of each row, without its heading. */
  rowY = new Float64Array(FIRST_CAPACITY);
  rowHeight = new Float64Array(FIRST_CAPACITY);
  /** First picture of each row. */
  rowFirst = new Uint32Array(FIRST_CAPACITY);
  rowCount = 0;
  /** Pictures that are in rows: where the next row begins. */
  laidCount = 0;
  laidPx = 0;
  readonly #headingPx: number;
  /** Of the next row. */
  #section = 0;

  constructor(input: JustifiedInput) {
    this.input = input;
    this.sectionFirst = sectionStarts(input.sections, input.aspects.length);
    this.#headingPx = input.sections.length > 0 ? input.headingHeightPx : 0;
  }

  /** Whether there is room for rows at all. */
  get isPossible(): boolean {
    return this.input.widthPx > 0;
  }

  /** Goes on until there are so many pictures in rows, and rows reach down so far. */
  build(pictures: number, y: number): void {
    const { length } = this.input.aspects;
    while (this.laidCount < length && (this.laidCount < pictures || this.laidPx < y)) this.#addRow();
  }

  #addRow(): void {
    const first = this.laidCount;
    while ((this.sectionFirst[this.#section + 1] ?? 0) <= first) this.#section++;
    const isNew = this.sectionFirst[this.#section] === first;
    const heading = isNew ? this.#headingPx : 0;
    const shared = isNew ? this.#sectionsSharingRow(this.#section) : 0;
    if (shared > 0) {
      this.#push(this.sectionFirst[this.#section + shared] ?? 0, this.input.targetHeightPx, heading);
    } else this.#fillRow(first, this.sectionFirst[this.#section + 1] ?? 0, heading);
  }

  /** How many sections from this one on fit side by side into one row; 0 where not even this one does. */
  #sectionsSharingRow(from: number): number {
    const { aspects, targetHeightPx, gapPx, sectionGapPx, minSectionWidthPx, widthPx } = this.input;
    const scale = targetHeightPx / SQUARE;
    let used = 0;
    let section = from;
    for (; section < this.sectionFirst.length - 1; section++) {
      let width = -gapPx;
      const room = widthPx - used;
      const end = this.sectionFirst[section + 1] ?? 0;
      for (let index = this.sectionFirst[section] ?? 0; index < end && width <= room; index++) {
        width += clampAspect(aspects[index]) * scale + gapPx;
      }
      // The heading's room counts only next to others: alone, a section may be as narrow as it likes.
      if (width > room || (section > from && minSectionWidthPx > room)) break;
      used += Math.max(width, minSectionWidthPx) + sectionGapPx;
    }
    return section - from;
  }

  /** One row of a section that is longer than a row: it breaks where its height comes nearest to the target. */
  #fillRow(first: number, sectionEnd: number, heading: number): void {
    const { aspects, widthPx, targetHeightPx, gapPx } = this.input;
    const heightOf = (pictures: number, sum: number) => ((widthPx - (pictures - 1) * gapPx) * SQUARE) / sum;
    let sum = 0;
    for (let index = first; index < sectionEnd; index++) {
      const aspect = clampAspect(aspects[index]);
      sum += aspect;
      const pictures = index - first + 1;
      if ((widthPx - (pictures - 1) * gapPx) * SQUARE > targetHeightPx * sum) continue;
      const height = heightOf(pictures, sum);
      const without = pictures > 1 ? heightOf(pictures - 1, sum - aspect) : Number.POSITIVE_INFINITY;
      if (without / targetHeightPx < targetHeightPx / height) this.#push(index, without, heading);
      else this.#push(index + 1, height, heading);
      return;
    }
    this.#push(sectionEnd, targetHeightPx, heading);
  }

  /** @param end the picture behind the row */
  #push(end: number, height: number, heading: number): void {
    const row = this.rowCount;
    if (row === this.rowY.length) this.#grow();
    this.rowY[row] = this.laidPx + heading;
    this.rowHeight[row] = height;
    this.rowFirst[row] = this.laidCount;
    this.rowCount++;
    this.laidCount = end;
    this.laidPx += heading + height + this.input.gapPx;
  }

  #grow(): void {
    const capacity = this.rowY.length * 2;
    const grown = <A extends Float64Array | Uint32Array>(into: A, from: A): A => {
      into.set(from);
      return into;
    };
    this.rowY = grown(new Float64Array(capacity), this.rowY);
    this.rowHeight = grown(new Float64Array(capacity), this.rowHeight);
    this.rowFirst = grown(new Uint32Array(capacity), this.rowFirst);
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
