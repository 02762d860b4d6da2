import { expect, test } from 'vitest';
import { defaultSettings } from '../../shared/model/settings.ts';
import { openTestDatabase } from '../../test/support/database.ts';
import { updateSetting } from './db/settings.ts';
import { createSettings } from './settings.ts';

test('settings are as in a new library until they are set, each by itself', () => {
  const settings = createSettings(openTestDatabase());
  expect(settings.get()).toEqual(defaultSettings);
  expect(settings.update({ effort: 'background' })).toEqual({ ...defaultSettings, effort: 'background' });
  const changed = { ...defaultSettings, wantedPrecision: 0.9, effort: 'background' };
  expect(settings.update({ wantedPrecision: 0.9 })).toEqual(changed);
  const augmentation = ['crop', 'flip'] as const;
  expect(settings.update({ augmentation: [...augmentation, 'crop'] })).toEqual({ ...changed, augmentation });
  expect(settings.update({})).toEqual({ ...changed, augmentation });
  expect(settings.update({ augmentation: [] })).toEqual(changed);
  const ofHost = { keepIndexing: true, startAtLogin: true, pauseBelowBattery: 30, pauseWhileInUse: true };
  expect(settings.update(ofHost)).toEqual({ ...changed, ...ofHost });
  expect(settings.update({ keepIndexing: false })).toEqual({ ...changed, ...ofHost, keepIndexing: false });
});

test('one that can not be read leaves the others as they are', () => {
  const db = openTestDatabase();
  const settings = createSettings(db);
  settings.update({ effort: 'background' });
  updateSetting(db, 'wanted-precision', 'very');
  expect(settings.get()).toEqual({ ...defaultSettings, effort: 'background' });
  updateSetting(db, 'effort', 'heroic');
  updateSetting(db, 'augmentation', 'flip sideways');
  updateSetting(db, 'pause-below-battery', 'half');
  updateSetting(db, 'keep-indexing', 'perhaps');
  expect(settings.get()).toEqual(defaultSettings);
});
