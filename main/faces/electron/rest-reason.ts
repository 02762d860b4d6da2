import type { Settings } from '../../../shared/model/settings.ts';
import type { RestReason } from '../../../shared/model/status.ts';

/** What is known of the computer and of the program's window. */
export interface Situation {
  isAsleep: boolean;
  hasWindow: boolean;
  /** The user is looking at it. */
  isWindowFocused: boolean;
  isOnBattery: boolean;
  /** Null where it can't be told. */
  batteryPercent: number | null;
  /** Since the user touched the computer. */
  idleSeconds: number;
}

/** After so long without a key or a move of the mouse, nobody is at the computer. */
export const IDLE_SECONDS = 60;

/** Why the work is to rest, by what the user set; null where it goes on. A battery of unknown charge counts as full. */
export function restReasonOf(situation: Situation, settings: Settings): RestReason | null {
  if (situation.isAsleep) return 'sleep';
  if (!situation.hasWindow && !settings.keepIndexing) return 'closed';
  if (situation.isOnBattery) {
    const isAlways = settings.pauseBelowBattery === 100;
    if (isAlways || (situation.batteryPercent ?? 100) < settings.pauseBelowBattery) return 'battery';
  }
  const isInUse = !situation.isWindowFocused && situation.idleSeconds < IDLE_SECONDS;
  return settings.pauseWhileInUse && isInUse ? 'in-use' : null;
}
