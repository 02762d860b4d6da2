import * as v from 'valibot';
import { defaultSettings, type Settings, type SettingsChange, settingsSchema } from '../../shared/model/settings.ts';
import { transaction, type WriteDb } from './db/connection.ts';
import { getSetting, type SettingKey, updateSetting } from './db/settings.ts';

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
  keepIndexing: v.fallback(settingsSchema.entries.keepIndexing, defaultSettings.keepIndexing),
  startAtLogin: v.fallback(settingsSchema.entries.startAtLogin, defaultSettings.startAtLogin),
  pauseBelowBattery: v.fallback(settingsSchema.entries.pauseBelowBattery, defaultSettings.pauseBelowBattery),
  pauseWhileInUse: v.fallback(settingsSchema.entries.pauseWhileInUse, defaultSettings.pauseWhileInUse),
});

const yesOrNo = {
  keepIndexing: 'keep-indexing',
  startAtLogin: 'start-at-login',
  pauseWhileInUse: 'pause-while-in-use',
} as const satisfies Partial<Record<keyof Settings, SettingKey>>;

export function createSettings(db: WriteDb): SettingsStore {
  const get = (): Settings =>
    v.parse(storedSchema, {
      wantedPrecision: Number(getSetting(db, 'wanted-precision')),
      effort: getSetting(db, 'effort'),
      augmentation: getSetting(db, 'augmentation')?.split(' ').filter(Boolean),
      keepIndexing: getSetting(db, 'keep-indexing') === 'yes',
      startAtLogin: getSetting(db, 'start-at-login') === 'yes',
      pauseBelowBattery: Number(getSetting(db, 'pause-below-battery') ?? defaultSettings.pauseBelowBattery),
      pauseWhileInUse: getSetting(db, 'pause-while-in-use') === 'yes',
    });

  return {
    get,
    update(changes) {
      const { wantedPrecision, effort, augmentation, pauseBelowBattery } = changes;
      transaction(db, () => {
        for (const [setting, key] of Object.entries(yesOrNo)) {
          const value = changes[setting as keyof typeof yesOrNo];
          if (value !== undefined) updateSetting(db, key, value ? 'yes' : 'no');
        }
        if (pauseBelowBattery !== undefined) updateSetting(db, 'pause-below-battery', String(pauseBelowBattery));
        if (wantedPrecision !== undefined) updateSetting(db, 'wanted-precision', String(wantedPrecision));
        if (effort !== undefined) updateSetting(db, 'effort', effort);
        if (augmentation !== undefined) updateSetting(db, 'augmentation', [...new Set(augmentation)].join(' '));
      });
      return get();
    },
  };
}
