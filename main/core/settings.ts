import * as v from 'valibot';
import { defaultSettings, type Settings, type SettingsChange, settingsSchema } from '../../shared/model/settings.ts';
import { transaction, type WriteDb } from './db/connection.ts';
import { getSetting, type SettingKey, updateSetting } from './db/settings.ts';

/** What the user has set for this library; what can't be read is as in a new one. */
export interface SettingsStore {
  get(): Settings;
  update(changes: SettingsChange): Settings;
}

const KEYS = { wantedPrecision: 'wanted-precision', effort: 'effort' } satisfies Record<keyof Settings, SettingKey>;

export function createSettings(db: WriteDb): SettingsStore {
  /** Each by itself: one that can't be read leaves the others as they are. */
  function read<K extends keyof Settings>(name: K, fromText: (text: string) => unknown): Settings[K] {
    const text = getSetting(db, KEYS[name]);
    const schema: v.GenericSchema<unknown, Settings[K]> = settingsSchema.entries[name];
    const parsed = v.safeParse(schema, text === undefined ? undefined : fromText(text));
    return parsed.success ? parsed.output : defaultSettings[name];
  }

  const get = (): Settings => ({
    wantedPrecision: read('wantedPrecision', Number),
    effort: read('effort', String),
  });

  return {
    get,
    update({ wantedPrecision, effort }) {
      transaction(db, () => {
        if (wantedPrecision !== undefined) updateSetting(db, KEYS.wantedPrecision, String(wantedPrecision));
        if (effort !== undefined) updateSetting(db, KEYS.effort, effort);
      });
      return get();
    },
  };
}
