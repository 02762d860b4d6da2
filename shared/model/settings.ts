import * as v from 'valibot';
import { augmentationKinds } from './taught.ts';

/** How often a label that is shown as a fact should be right, at least. */
const wantedPrecision = v.pipe(v.number(), v.minValue(0.5), v.maxValue(0.99));

/**
 * How hard to work while there are photos to look at. `background`: one file at a time, so that the computer stays free
 * for other things. `full`: as fast as it can.
 */
const effort = v.picklist(['background', 'full']);

/** Changed copies of examples from which labels are learnt besides. None in a new library: measured, they do not help. */
const augmentation = v.pipe(v.array(v.picklist(augmentationKinds)), v.maxLength(augmentationKinds.length));

/** What the user may set, for this library. */
export const settingsSchema = v.strictObject({ wantedPrecision, effort, augmentation });

export type Settings = v.InferOutput<typeof settingsSchema>;

export type Effort = Settings['effort'];

/** Settings to be changed; the others stay. */
export type SettingsChange = { [K in keyof Settings]?: Settings[K] | undefined };

/** Of a new library. */
export const defaultSettings: Readonly<Settings> = {
  wantedPrecision: 0.95,
  effort: 'full',
  augmentation: [],
};
