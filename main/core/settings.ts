import * as v from 'valibot';
import { defaultSettings, type Settings, type SettingsChange, settingsSchema } from '../../shared/model/settings.ts';
import { transaction, type WriteDb } from './db/connection.ts';
import { getSetting, updateSetting } from './db/settings.ts';

/** What the user has set for this library; what can't be read is as in a new one. */
export interface SettingsStore {
  get(): Settings;
  update(changes: SettingsChange): Settings;
}

/** Each by itself: one that can't be read leaves the others as they are. */
const storedSchema = v.object({
  wantedPrecision: v.fallback(settingsSchema.entries.wantedPrecision, defaultSettings.wantedPrecision),
  effort: v.fallback(settingsSchema.entries.effort, defaultSettings.effort),
  augmentation: v.fallback(settingsSchema.entries.augmentation, defaultSettings.augmentation),
});

export function createSettings(db: WriteDb): SettingsStore {
  const get = (): Settings =>
    v.parse(storedSchema, {
      wantedPrecision: Number(getSetting(db, 'wanted-precision')),
      effort: getSetting(db, 'effort'),
      augmentation: getSetting(db, 'augmentation')?.split(' ').filter(Boolean),
    });

  return {
    get,
    update({ wantedPrecision, effort, augmentation }) {
      transaction(db, () => {
        if (wantedPrecision !== undefined) updateSetting(db, 'wanted-precision', String(wantedPrecision));
        if (effort !== undefined) updateSetting(db, 'effort', effort);
        if (augmentation !== undefined) updateSetting(db, 'augmentation', [...new Set(augmentation)].join(' '));
      });
      return get();
    },
  };
}
