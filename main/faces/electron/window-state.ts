import { readFileSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

/** A rectangle of the desktop, in its pixels. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where the window was, and how. */
export interface WindowState {
  /** Of the window when it is neither maximised nor full screen; null where it was never open. */
  bounds: Bounds | null;
  isMaximised: boolean;
  isFullScreen: boolean;
}

export const MIN_WIDTH = 360;
export const MIN_HEIGHT = 480;
/** So much of a window's head has to be on a screen for it to be caught hold of. */
const GRIP_WIDTH = 120;
const GRIP_HEIGHT = 40;

const first: WindowState = { bounds: null, isMaximised: false, isFullScreen: false };
const place = v.pipe(v.number(), v.integer());
const stateSchema = v.strictObject({
  bounds: v.nullable(v.strictObject({ x: place, y: place, width: place, height: place })),
  isMaximised: v.boolean(),
  isFullScreen: v.boolean(),
});

/** What was written last; as in a new library where there is nothing that can be read. */
export function readWindowState(path: string): WindowState {
  try {
    return v.parse(stateSchema, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return first;
  }
}

/** Losing it costs nothing but a place: a disk that is full is no reason to say anything. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    writeFileSync(path, JSON.stringify(state));
  } catch (error) {
    console.error('The place of the window could not be kept:', error);
  }
}

/**
 * Where a window is to be, of the size it had: the same place where its head is on a screen that is there, null (the middle)
 * where that screen is gone. It is never larger than the screen.
 * @param workAreas what windows may cover of each screen
 */
export function fitBounds(bounds: Bounds, workAreas: readonly Bounds[]): Bounds | null {
  const area = workAreas.find((screen) => hasGrip(bounds, screen));
  if (!area) return null;
  return {
    ...bounds,
    width: Math.max(MIN_WIDTH, Math.min(bounds.width, area.width)),
    height: Math.max(MIN_HEIGHT, Math.min(bounds.height, area.height)),
  };
}

function hasGrip(bounds: Bounds, screen: Bounds): boolean {
  const across = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x);
  const isHeadInside = bounds.y >= screen.y && bounds.y + GRIP_HEIGHT <= screen.y + screen.height;
  return across >= GRIP_WIDTH && isHeadInside;
}
