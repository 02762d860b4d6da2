import * as v from 'valibot';
import { augmentationKinds } from './taught.ts';

/** How often a label that is shown as a fact should be right, at least. */
const wantedPrecision = v.pipe(v.number(), v.minValue(0.5), v.maxValue(0.99));

/**
 * How hard to work while there are photos to look at. `background`: one file at a time, so that the computer stays free
 * for other things. `full`: as fast as it can.
 */
const effort = v.picklist(['background', 'full']);

/** Changed copies of examples from which labels are learnt besides. None in a new library: measured, they hardly help. */
const augmentation = v.pipe(v.array(v.picklist(augmentationKinds)), v.maxLength(augmentationKinds.length));

/** Percent of charge; 0: never, 100: whenever the computer runs on its battery. */
const percent = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));

/** Settings that the program around the library follows; `Capabilities` tells which of them it can. */
const hostSettings = {
  /** Go on looking at photos when the window is closed. */
  keepIndexing: v.boolean(),
  startAtLogin: v.boolean(),
  /** Rest while the computer runs on its battery and has less than that. */
  pauseBelowBattery: percent,
  /** Rest while the user works with other programs. */
  pauseWhileInUse: v.boolean(),
};

/** What the user may set, for this library. */
export const settingsSchema = v.strictObject({ wantedPrecision, effort, augmentation, ...hostSettings });

export type Settings = v.InferOutput<typeof settingsSchema>;

export type Effort = Settings['effort'];

export type HostSetting = keyof typeof hostSettings;

/** Settings to be changed; the others stay. */
export type SettingsChange = { [K in keyof Settings]?: Settings[K] | undefined };

/** Of a new library. */
export const defaultSettings: Readonly<Settings> = {
  wantedPrecision: 0.95,
  effort: 'full',
  augmentation: [],
  keepIndexing: false,
  startAtLogin: false,
  pauseBelowBattery: 0,
  pauseWhileInUse: false,
};
