import { expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { restReasonOf, type Situation } from './rest-reason.ts';

const calm: Situation = {
  isAsleep: false,
  hasWindow: true,
  isWindowFocused: false,
  isOnBattery: false,
  batteryPercent: null,
  idleSeconds: 0,
};

it.each<[string, Partial<Situation>, Partial<Settings>, ReturnType<typeof restReasonOf>]>([
  ['nothing is set', { isOnBattery: true, batteryPercent: 1 }, {}, null],
  ['it goes to sleep', { isAsleep: true }, {}, 'sleep'],
  ['the window is closed', { hasWindow: false }, {}, 'closed'],
  ['the window is closed, and it may go on', { hasWindow: false }, { keepIndexing: true }, null],
  ['the battery has less', { isOnBattery: true, batteryPercent: 19 }, { pauseBelowBattery: 20 }, 'battery'],
  ['the battery has as much', { isOnBattery: true, batteryPercent: 20 }, { pauseBelowBattery: 20 }, null],
  ['the charge is not known', { isOnBattery: true }, { pauseBelowBattery: 20 }, null],
  ['it is never to work on battery', { isOnBattery: true }, { pauseBelowBattery: 100 }, 'battery'],
  ['a full battery is no reason', { isOnBattery: true, batteryPercent: 100 }, { pauseBelowBattery: 100 }, 'battery'],
  ['it is plugged in', { batteryPercent: 5 }, { pauseBelowBattery: 50 }, null],
  ['somebody is at the computer', { idleSeconds: 59 }, { pauseWhileInUse: true }, 'in-use'],
  ['nobody is', { idleSeconds: 60 }, { pauseWhileInUse: true }, null],
  ['the user looks at it', { isWindowFocused: true }, { pauseWhileInUse: true }, null],
])('%s', (_case, situation, settings, reason) => {
  expect(restReasonOf({ ...calm, ...situation }, { ...defaultSettings, ...settings })).toBe(reason);
});
