/** A rectangle of a picture, in shares (0..1) of its width and height. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where in a photo something is: cells row by row over `frame`, the part of the photo that the model looked at. */
export interface HeatMap {
  columns: number;
  rows: number;
  /** 0..1 each; the strongest is 1. All 0: nothing in particular speaks for it. */
  values: number[];
  frame: Area;
}
