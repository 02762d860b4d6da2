import { get, type ReadDb, run, type WriteDb } from './connection.ts';

/** What is stored by key, each as text. */
export type SettingKey =
  | 'active-model'
  | 'wanted-precision'
  | 'library-id'
  | 'effort'
  | 'augmentation'
  | 'keep-indexing'
  | 'start-at-login'
  | 'pause-below-battery'
  | 'pause-while-in-use';

/** The stored value, or undefined where none was ever set. */
export function getSetting(db: ReadDb, key: SettingKey): string | undefined {
  return get<{ value: string }>(db, 'SELECT value FROM setting WHERE key = ?', key)?.value;
}

export function updateSetting(db: WriteDb, key: SettingKey, value: string): void {
  run(
    db,
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    value,
  );
}
