/**
 * Taller than this, browsers stop placing elements exactly (Firefox at 17.8, Chromium at 33.5 million pixels). A grid of a
 * million photos is taller.
 */
const MAX_ELEMENT_HEIGHT_PX = 12_000_000;

/**
 * Scrolls content of any height through an element of bounded height. Small moves are exact; far ones (dragging the
 * scroll bar) go in proportion. `offset` is what must be taken from a content height to get the place in the element.
 */
export class TallScroll {
  /** Height to give the scrolled element. */
  elementHeightPx = 0;
  /** Content height minus element height at the place where we are. */
  offsetPx = 0;
  #contentHeightPx = 0;
  #viewportPx = 0;
  #elementTop = 0;

  /** The content or the window changed its size. */
  resize(contentHeightPx: number, viewportPx: number): void {
    this.#contentHeightPx = contentHeightPx;
    this.#viewportPx = viewportPx;
    this.elementHeightPx = Math.min(contentHeightPx, MAX_ELEMENT_HEIGHT_PX);
    this.#clampOffset();
  }

  /** Top of the visible part of the content. */
  get top(): number {
    return this.#elementTop + this.offsetPx;
  }

  /** The element was scrolled by the user. @returns where it should stand instead, or null where it stands well */
  scrolled(elementTop: number): number | null {
    const far = Math.abs(elementTop - this.#elementTop) > this.#viewportPx * 2;
    const maxElementTop = Math.max(0, this.elementHeightPx - this.#viewportPx);
    const maxOffset = this.#contentHeightPx - this.elementHeightPx;
    this.#elementTop = elementTop;
    if (maxOffset <= 0) return null;
    if (far) {
      this.offsetPx = maxElementTop > 0 ? Math.round((elementTop / maxElementTop) * maxOffset) : 0;
      return null;
    }
    // Near an end of the element but not of the content: step back to the middle, the content stays where it is.
    const atTop = elementTop < this.#viewportPx && this.offsetPx > 0;
    const atBottom = elementTop > maxElementTop - this.#viewportPx && this.offsetPx < maxOffset;
    if (!atTop && !atBottom) return null;
    const top = this.top;
    const moved = this.moveTo(top);
    // So near to the content's own end that even the proportional place is near the element's: there, be exact.
    if (moved < this.#viewportPx) this.offsetPx = 0;
    else if (moved > maxElementTop - this.#viewportPx) this.offsetPx = maxOffset;
    this.#elementTop = top - this.offsetPx;
    return this.#elementTop;
  }

  /** Makes that height of the content the top. @returns where the element must be scrolled to */
  moveTo(top: number): number {
    const maxTop = Math.max(0, this.#contentHeightPx - this.#viewportPx);
    const wanted = Math.min(Math.max(0, top), maxTop);
    const maxOffset = this.#contentHeightPx - this.elementHeightPx;
    if (maxOffset <= 0) {
      this.offsetPx = 0;
      this.#elementTop = wanted;
    } else {
      this.offsetPx = Math.round((wanted / maxTop) * maxOffset);
      this.#elementTop = wanted - this.offsetPx;
    }
    return this.#elementTop;
  }

  #clampOffset(): void {
    this.offsetPx = Math.min(Math.max(0, this.offsetPx), Math.max(0, this.#contentHeightPx - this.elementHeightPx));
  }
}
