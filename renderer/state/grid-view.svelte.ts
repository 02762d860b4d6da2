import { type HeadingPlace, JustifiedLayout } from '../../shared/layout/justified.ts';
import type { ResultList } from '../../shared/layout/result-list.ts';
import { TallScroll } from '../../shared/layout/tall-scroll.ts';
import { IdSet } from './id-set.ts';

/** A photo in the window of the grid. Positions are those of the content. */
export interface GridTile {
  id: number;
  index: number;
  /** `2026-06-14`, where the grid goes by date. */
  day: string | undefined;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A day in the window of the grid. */
export interface GridHeading extends HeadingPlace {
  day: string;
  /** Whether it is the first day of its month in the result. */
  startsMonth: boolean;
}

/** What is in one row. */
interface GridRow {
  tiles: GridTile[];
  headings: GridHeading[];
}

/** The first photo in the window, and where its row is. */
interface Anchor {
  id: number;
  /** From the top of the window to the row, in pixels; negative where a part of the row is above. */
  distance: number;
  rowHeight: number;
}

/** Has work done after what is under way, such as drawing. */
type Later = (work: () => void) => void;

/** Steps that a key can take. */
export type GridStep = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

const GAP_PX = 2;
const HEADING_PX = 44;
const SECTION_GAP_PX = 16;
const BOTTOM_PX = 32;
/** Room below the photos for what goes on from there. */
const FOOT_PX = 96;
/** Rows are made so far beyond the window, so that a turn of the wheel finds them there. */
const OVERSCAN_PX = 600;
/** Room for the focus ring around a photo that is brought into the window. */
const REVEAL_PX = 8;
/** Browsers round where an element is scrolled to. */
const ROUNDING_PX = 1;
/** So near to the top, new photos are shown instead of kept out of sight. */
const AT_TOP_PX = 40;
const MAX_KEPT_ROWS = 200;
/** Photos that are laid out before anything is shown, and at a time after that: a millisecond of work. */
const PHOTOS_AT_ONCE = 50_000;
const EMPTY: JustifiedLayout = beginLayout(null, 0);

/** Scroll and layout of the grid, without a DOM: the component reports sizes and moves, and shows what is here. */
export class GridView {
  layout = $state.raw<JustifiedLayout>(EMPTY);
  result = $state.raw<ResultList | null>(null);
  /** Top of the window in the content. */
  top = $state(0);
  viewportPx = $state(0);
  /** What to take from a content height to get a place in the scrolled element. */
  offsetPx = $state(0);
  elementHeightPx = $state(0);
  /** Where the element must be scrolled to after the next drawing; a new object for each wish. */
  wish = $state.raw<{ elementTop: number } | null>(null);
  focusIndex = $state(0);
  readonly #scroll = new TallScroll();
  #widthPx = 0;
  #rowScale = 1;
  #key: string | null = null;
  #hasFoot = false;
  #isLayingOut = false;
  /** What a change of size keeps in place: as long as only sizes change the same, so that nothing creeps away. */
  #kept: Anchor | null | undefined;
  readonly #later: Later;
  /** Where each search was left, for Back. */
  readonly #leftAt = new Map<string, Anchor | null>();

  constructor(later: Later = (work) => void setTimeout(work)) {
    this.#later = later;
  }

  readonly #firstRow = $derived(this.layout.rowsBetween(this.top - OVERSCAN_PX, this.#windowEnd).first);
  readonly #endRow = $derived(this.layout.rowsBetween(this.top - OVERSCAN_PX, this.#windowEnd).end);

  /** Rows that were made for the window, for as long as they are what they are: most are still there after the next move. */
  readonly #rows = new Map<number, GridRow>();

  /** Photos in the window, and the one that has the focus wherever it is. */
  readonly tiles = $derived.by(() => {
    const rows: number[] = [];
    const focusRow = this.focusIndex < this.layout.laidCount ? this.layout.rowOf(this.focusIndex) : -1;
    if (focusRow >= 0 && focusRow < this.#firstRow) rows.push(focusRow);
    for (let row = this.#firstRow; row < this.#endRow; row++) rows.push(row);
    if (focusRow >= this.#endRow) rows.push(focusRow);
    return rows.flatMap((row) => this.#rowAt(row, this.layout).tiles);
  });

  readonly headings = $derived.by(() => {
    const headings: GridHeading[] = [];
    for (let row = this.#firstRow; row < this.#endRow; row++) {
      headings.push(...this.#rowAt(row, this.layout).headings);
    }
    return headings;
  });

  /** Number of photos in the grid. */
  get length(): number {
    return this.result?.ids.length ?? 0;
  }

  /** The photo at a place of the result. */
  idAt(index: number): number | undefined {
    return this.result?.ids[index];
  }

  /** Place of a photo in the result, or -1. Looks through all of them: a millisecond for a million. */
  indexOf(id: number): number {
    return this.result?.ids.indexOf(id) ?? -1;
  }

  /** Half-open range of photos that can be seen now, or after a turn of the page. */
  get nearRange(): { first: number; end: number } {
    const { first, end } = this.layout.rowsBetween(this.top - this.viewportPx, this.top + 2 * this.viewportPx);
    return { first: this.layout.rowFirst(first), end: this.layout.rowFirst(end) };
  }

  /** Ids of what is in the window, and then of what is near it. */
  idsInSight(): number[] {
    const ids = this.result?.ids ?? new Int32Array();
    const { first, end } = this.layout.rowsBetween(this.top, this.top + this.viewportPx);
    const [seen, last] = [this.layout.rowFirst(first), this.layout.rowFirst(end)];
    const near = this.nearRange;
    return [...ids.subarray(seen, last), ...ids.subarray(last, near.end), ...ids.subarray(near.first, seen)];
  }

  /** The component has another size: what stands at the top stays there. */
  resize(widthPx: number, viewportPx: number): void {
    if (widthPx === this.#widthPx && viewportPx === this.viewportPx) return;
    const anchor = this.#kept === undefined ? this.#anchor() : this.#kept;
    const hasOtherWidth = widthPx !== this.#widthPx;
    this.#widthPx = widthPx;
    this.viewportPx = viewportPx;
    if (hasOtherWidth) this.#relayout();
    else this.#fit(this.layout);
    this.#moveTo(this.#topOf(anchor, this.top));
    this.#kept = anchor;
  }

  /** Makes rows taller or lower than what suits the window: what stands at the top stays there. */
  setRowScale(scale: number): void {
    if (scale === this.#rowScale) return;
    const anchor = this.#anchor();
    this.#rowScale = scale;
    this.#relayout();
    this.#moveTo(this.#topOf(anchor, this.top));
  }

  /**
   * Another result, or the same one anew: then the photo at the top stays where it is.
   * @param hasFoot whether there is something to say below the photos
   */
  show(result: ResultList, key: string, hasFoot = false): void {
    if (result === this.result) return;
    this.#hasFoot = hasFoot;
    const isSame = key === this.#key;
    const anchor = isSame ? this.#survivingAnchor(result) : this.#anchor();
    if (this.#key !== null && !isSame) this.#leftAt.set(this.#key, anchor);
    const focusId = isSame ? this.#nextIn(result, this.focusIndex) : undefined;
    this.#key = key;
    this.result = result;
    const place = focusId === undefined ? -1 : this.indexOf(focusId);
    const nextPlace = place >= 0 ? place : Math.min(this.focusIndex, Math.max(0, this.length - 1));
    this.focusIndex = isSame ? nextPlace : 0;
    this.#relayout();
    if (isSame) {
      this.#moveTo(this.#topOf(anchor, this.top));
    } else {
      this.#moveTo(this.#topOf(this.#leftAt.get(key) ?? null, 0));
    }
  }

  /** The user scrolled the element. */
  scrolled(elementTop: number): void {
    const before = this.#scroll.top;
    const instead = this.#scroll.scrolled(elementTop);
    if (instead !== null) this.wish = { elementTop: instead };
    if (Math.abs(this.#scroll.top - before) > ROUNDING_PX) this.#kept = undefined;
    this.#layDown();
    this.#publish();
  }

  /** The element is new (the page was left and came back): scrolls it to where we are. */
  restore(): void {
    this.#moveTo(this.top);
  }

  /** Takes the focus one step on. @returns the photo that has it now */
  step(step: GridStep): number {
    const { layout } = this;
    const last = Math.max(0, layout.count - 1);
    const to: Record<GridStep, () => number> = {
      left: () => this.focusIndex - 1,
      right: () => this.focusIndex + 1,
      up: () => this.#rowAway(-1),
      down: () => this.#rowAway(1),
      pageUp: () => this.#rowAway(-this.#rowsPerPage()),
      pageDown: () => this.#rowAway(this.#rowsPerPage()),
      first: () => 0,
      last: () => last,
    };
    this.focus(Math.min(last, Math.max(0, to[step]())));
    return this.focusIndex;
  }

  /** Gives a photo the focus and brings it into the window. */
  focus(index: number): void {
    this.focusIndex = index;
    this.reveal(index);
  }

  /** Half-open range of places that have the same day as one. */
  dayAround(index: number): { first: number; end: number } {
    const section = this.layout.sectionOf(index);
    return this.sectionRange(section);
  }

  /** Half-open range of places of a day. */
  sectionRange(section: number): { first: number; end: number } {
    return { first: this.layout.sectionFirst(section), end: this.layout.sectionFirst(section + 1) };
  }

  /** Photos of which something lies in a rectangle of the content. */
  placesIn(box: { left: number; top: number; right: number; bottom: number }): number[] {
    this.#fit(this.layout.downTo(box.bottom));
    const { layout } = this;
    const { first, end } = layout.rowsBetween(box.top, box.bottom);
    const places: number[] = [];
    for (let row = first; row < end; row++) {
      const y = layout.rowTop(row);
      if (y > box.bottom || y + layout.rowHeight(row) < box.top) continue;
      for (const { index, x, width } of layout.tilesOf(row))
        if (x <= box.right && x + width >= box.left) places.push(index);
    }
    return places;
  }

  /** Moves the window. */
  scrollBy(px: number): void {
    this.#moveTo(this.top + px);
  }

  /** Scrolls as little as needed to show a photo. */
  reveal(index: number): void {
    this.#layThrough(index);
    const row = this.layout.rowOf(index);
    if (row < 0) return;
    const heading = this.layout.headingsOf(row).length > 0 ? HEADING_PX : 0;
    const top = this.layout.rowTop(row) - heading;
    const bottom = this.layout.rowTop(row) + this.layout.rowHeight(row) + REVEAL_PX;
    if (top - REVEAL_PX < this.top) this.#moveTo(top - REVEAL_PX);
    else if (bottom > this.top + this.viewportPx) this.#moveTo(bottom - this.viewportPx);
  }

  /** Where the window is on a scale from 0 (top) to 1 (end). */
  get shareOfTop(): number {
    return this.#scrollablePx > 0 ? Math.min(1, this.top / this.#scrollablePx) : 0;
  }

  /** Where a day begins on that scale. */
  shareOfSection(section: number): number {
    return this.#scrollablePx > 0 ? Math.min(1, this.#topOfSection(section) / this.#scrollablePx) : 0;
  }

  /** The day at a place of that scale. */
  dayAtShare(share: number): string {
    const index = this.layout.indexAt(share * this.#scrollablePx + HEADING_PX);
    return this.result?.days[this.layout.sectionOf(index)]?.day ?? '';
  }

  scrollToShare(share: number): void {
    this.#moveTo(share * this.#scrollablePx);
  }

  jumpToSection(section: number): void {
    this.#layThrough(this.layout.sectionFirst(section));
    this.#moveTo(this.#topOfSection(section));
  }

  /** Goes to where the next or the previous month or year begins; back first to where this one does. */
  stepDate(unit: 'month' | 'year', by: 1 | -1): void {
    const days = this.result?.days ?? [];
    const length = unit === 'month' ? 7 : 4;
    const nameOf = (section: number) => days[section]?.day.slice(0, length);
    const firstOf = (section: number) => {
      let first = section;
      while (first > 0 && nameOf(first - 1) === nameOf(section)) first--;
      return first;
    };
    const here = this.layout.sectionOf(this.layout.indexAt(this.top + HEADING_PX));
    let to = firstOf(here);
    if (by > 0) {
      to = here;
      while (to < days.length && nameOf(to) === nameOf(here)) to++;
      if (to === days.length) this.scrollToShare(1);
    } else if (this.top <= this.#topOfSection(to) + ROUNDING_PX && to > 0) to = firstOf(to - 1);
    if (to < days.length) this.jumpToSection(to);
  }

  get #bottomPx(): number {
    return this.#hasFoot ? FOOT_PX : BOTTOM_PX;
  }

  get #scrollablePx(): number {
    return this.layout.heightPx + this.#bottomPx - this.viewportPx;
  }

  #topOfSection(section: number): number {
    return this.layout.topOf(this.layout.sectionFirst(section)) - HEADING_PX;
  }

  get #windowEnd(): number {
    return this.top + this.viewportPx + OVERSCAN_PX;
  }

  #rowAt(row: number, layout: JustifiedLayout): GridRow {
    const kept = this.#rows.get(row);
    if (kept) return kept;
    const y = layout.rowTop(row);
    const height = layout.rowHeight(row);
    const dayOf = (section: number) => this.result?.days[section]?.day;
    const made: GridRow = { tiles: [], headings: [] };
    for (const { index, x, width } of layout.tilesOf(row)) {
      const id = this.idAt(index);
      const day = layout.hasHeadings ? dayOf(layout.sectionOf(index)) : undefined;
      if (id !== undefined) made.tiles.push({ id, index, day, x, y, width, height });
    }
    for (const place of layout.headingsOf(row)) {
      const day = dayOf(place.section) ?? '';
      made.headings.push({ ...place, day, startsMonth: monthOf(day) !== monthOf(dayOf(place.section - 1)) });
    }
    if (this.#rows.size >= MAX_KEPT_ROWS) this.#rows.clear();
    this.#rows.set(row, made);
    return made;
  }

  #rowAway(rows: number): number {
    this.#layThrough(this.focusIndex);
    this.#fit(this.layout.downTo(this.layout.topOf(this.focusIndex) + 2 * this.viewportPx + OVERSCAN_PX));
    const { layout } = this;
    const from = layout.rowOf(this.focusIndex);
    const to = Math.min(layout.rowCount - 1, Math.max(0, from + rows));
    if (to === from) return rows < 0 ? this.focusIndex : Math.min(this.focusIndex, layout.count - 1);
    const tile = layout.tilesOf(from).find((candidate) => candidate.index === this.focusIndex);
    return layout.nearestInRow(to, tile ? tile.x + tile.width / 2 : 0);
  }

  #rowsPerPage(): number {
    const { first, end } = this.layout.rowsBetween(this.top, this.top + this.viewportPx);
    return Math.max(1, end - first - 1);
  }

  /** Null at the top, where new photos may push the others down. */
  #anchor(): Anchor | null {
    if (!this.result || this.layout.rowCount === 0 || this.top <= AT_TOP_PX) return null;
    const { first } = this.layout.rowsBetween(this.top, this.top + 1);
    const id = this.idAt(this.layout.rowFirst(first));
    if (id === undefined) return null;
    return { id, distance: this.layout.rowTop(first) - this.top, rowHeight: this.layout.rowHeight(first) };
  }

  /** Where the photo at the top leaves the result, the next one that stays keeps its place. */
  #survivingAnchor(next: ResultList): Anchor | null {
    const anchor = this.#anchor();
    if (!anchor) return null;
    const id = this.#nextIn(next, this.indexOf(anchor.id));
    if (id === undefined || id === anchor.id) return anchor;
    const index = this.indexOf(id);
    if (index >= this.layout.laidCount) return anchor;
    const row = this.layout.rowOf(index);
    return { id, distance: this.layout.rowTop(row) - this.top, rowHeight: this.layout.rowHeight(row) };
  }

  /** The photo at a place, or else the next one after it, or before it, that is in another result too. */
  #nextIn(next: ResultList, index: number): number | undefined {
    const id = this.idAt(index);
    if (id === undefined || next.ids.includes(id)) return id;
    const there = new IdSet();
    for (const other of next.ids) there.add(other);
    const ids = this.result?.ids ?? new Int32Array();
    for (let i = index; i < ids.length; i++) if (there.has(ids[i] ?? 0)) return ids[i];
    for (let i = index; i >= 0; i--) if (there.has(ids[i] ?? 0)) return ids[i];
    return undefined;
  }

  #topOf(anchor: Anchor | null, otherwise: number): number {
    const index = anchor ? this.indexOf(anchor.id) : -1;
    if (!anchor || index < 0) return otherwise;
    this.#layThrough(index);
    const row = this.layout.rowOf(index);
    // Of a row that is cut by the top, the same share stays in sight.
    const scale = anchor.distance < 0 ? this.layout.rowHeight(row) / anchor.rowHeight : 1;
    return this.layout.rowTop(row) - anchor.distance * scale;
  }

  /** Lays out anew: what is needed at once, the rest later. The photo with the focus must never be missing. */
  #relayout(): void {
    this.#rows.clear();
    this.#fit(
      beginLayout(this.result, this.#widthPx, this.#rowScale).through(Math.max(PHOTOS_AT_ONCE - 1, this.focusIndex)),
    );
  }

  #layThrough(index: number): void {
    this.#fit(this.layout.through(index));
  }

  /** Lays out all that is near the window. */
  #layDown(): void {
    this.#fit(this.layout.downTo(this.#scroll.top + this.viewportPx + OVERSCAN_PX));
  }

  /** Takes over a layout, and with it the height of everything. */
  #fit(layout: JustifiedLayout): void {
    this.layout = layout;
    this.#scroll.resize(layout.heightPx + this.#bottomPx, this.viewportPx);
    if (layout.isComplete || this.#isLayingOut) return;
    this.#isLayingOut = true;
    this.#later(() => this.#layOutMore());
  }

  /** Below the window; heights that were estimates become exact, and nothing in the window moves. */
  #layOutMore(): void {
    this.#isLayingOut = false;
    const { top } = this.#scroll;
    this.#layThrough(this.layout.laidCount + PHOTOS_AT_ONCE);
    if (this.#scroll.top === top) this.#publish();
    else this.#moveTo(top);
  }

  #moveTo(top: number): void {
    this.#kept = undefined;
    this.#fit(this.layout.downTo(top + this.viewportPx + OVERSCAN_PX));
    this.wish = { elementTop: this.#scroll.moveTo(top) };
    this.#publish();
  }

  #publish(): void {
    this.top = this.#scroll.top;
    this.offsetPx = this.#scroll.offsetPx;
    this.elementHeightPx = this.#scroll.elementHeightPx;
  }
}

/** `2026-06` */
const monthOf = (day: string | undefined) => day?.slice(0, 7);

function beginLayout(result: ResultList | null, widthPx: number, rowScale = 1): JustifiedLayout {
  return JustifiedLayout.begin({
    aspects: result?.aspects ?? [],
    sections: result?.days ?? [],
    widthPx,
    targetHeightPx: targetHeightPx(widthPx) * rowScale,
    gapPx: GAP_PX,
    headingHeightPx: HEADING_PX,
    sectionGapPx: SECTION_GAP_PX,
    minSectionWidthPx: 170,
  });
}

/** About three photos beside each other on a telephone, six on a desk. */
function targetHeightPx(widthPx: number): number {
  if (widthPx < 480) return 116;
  if (widthPx < 900) return 170;
  return 220;
}
