import { powerMonitor } from 'electron';
import type { Settings } from '../../../shared/model/settings.ts';
import type { RestReason } from '../../../shared/model/status.ts';
import { restReasonOf, type Situation } from './rest-reason.ts';

/** How often it is asked whether somebody is at the computer. */
const LOOK_MS = 5_000;
/** A battery loses a percent in minutes. */
const BATTERY_MS = 60_000;

export interface RestOptions {
  getSettings(): Settings;
  getWindow(): Pick<Situation, 'hasWindow' | 'isWindowFocused'>;
  /** Called whenever the reason may be another one. */
  onReason(reason: RestReason | null): void;
  /** The computer woke up: disks may have come and gone meanwhile. */
  onAwake(): void;
}

/** Follows what the work has to rest for. */
export interface Rest {
  /** Settings changed, or the window was opened, closed, left or looked at. */
  look(): void;
  close(): void;
}

/** The app has to be ready. */
export function followRest(options: RestOptions): Rest {
  let isAsleep = false;
  let batteryPercent: number | null = null;
  let batteryAtMs = Number.NEGATIVE_INFINITY;

  async function readBattery(): Promise<void> {
    if (performance.now() - batteryAtMs < BATTERY_MS) return;
    batteryAtMs = performance.now();
    // Loaded only where there is a battery to ask about.
    const { battery } = await import('systeminformation');
    const { hasBattery, percent } = await battery();
    batteryPercent = hasBattery ? percent : null;
    look();
  }

  function look(): void {
    const settings = options.getSettings();
    const { onBatteryPower } = powerMonitor;
    if (onBatteryPower && settings.pauseBelowBattery > 0) {
      readBattery().catch((error: unknown) => console.error('The battery can not be read:', error));
    }
    const idleSeconds = settings.pauseWhileInUse ? powerMonitor.getSystemIdleTime() : 0;
    const situation = { ...options.getWindow(), isAsleep, isOnBattery: onBatteryPower, batteryPercent, idleSeconds };
    options.onReason(restReasonOf(situation, settings));
  }

  function setAsleep(asleep: boolean): void {
    isAsleep = asleep;
    look();
    if (!asleep) options.onAwake();
  }

  const onSuspend = () => setAsleep(true);
  const onResume = () => setAsleep(false);
  powerMonitor.on('suspend', onSuspend);
  powerMonitor.on('resume', onResume);
  powerMonitor.on('on-battery', look);
  powerMonitor.on('on-ac', look);
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    look,
    close() {
      clearInterval(timer);
      powerMonitor.off('suspend', onSuspend);
      powerMonitor.off('resume', onResume);
      powerMonitor.off('on-battery', look);
      powerMonitor.off('on-ac', look);
    },
  };
}
