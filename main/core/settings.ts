import * as v from 'valibot';
import { defaultSettings, type Settings, type SettingsChange, settingsSchema } from '../../shared/model/settings.ts';
import type { WriteDb } from './db/connection.ts';
import { getSetting, updateSetting } from './db/settings.ts';

/** What the user has set for this library; what can't be read is as in a new one. */
export interface SettingsStore {
  get(): Settings;
  update(changes: SettingsChange): Settings;
}

export function createSettings(db: WriteDb): SettingsStore {
  function get(): Settings {
    const stored = v.safeParse(settingsSchema, { wantedPrecision: Number(getSetting(db, 'wanted-precision')) });
    return stored.success ? stored.output : { ...defaultSettings };
  }

  return {
    get,
    update(changes) {
      if (changes.wantedPrecision !== undefined) updateSetting(db, 'wanted-precision', String(changes.wantedPrecision));
      return get();
    },
  };
}
