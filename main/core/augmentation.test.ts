import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestLibrary, samplesFolder } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { all, closeDatabase, openDatabase } from './db/connection.ts';

test('examples are learnt from with changed copies where that is switched on, each looked at once', async () => {
  const dataFolder = makeTemporaryFolder();
  const library = await openTestLibrary({ dataFolder });
  await library.index([samplesFolder]);
  const { photos } = await library.api.search({ text: '', limit: 10, offset: 0, order: 'added' });
  const [first, second] = photos.map(({ id }) => id) as [number, number];
  const read = () => {
    const db = openDatabase(join(dataFolder, 'library.sqlite'));
    const rows = all<{ photoId: number; kind: string; vector: Buffer }>(
      db,
      'SELECT photo_id AS photoId, kind, vector FROM augmented_embedding ORDER BY photo_id, kind',
    );
    const weights = all<{ vectors: Buffer }>(db, 'SELECT vectors FROM taught_version ORDER BY id DESC LIMIT 1');
    closeDatabase(db);
    return { rows, weights: weights[0]?.vectors };
  };

  const teach = (photoIds: number[]) => library.api.teach({ label: 'our thing', photoIds });
  const { label } = await teach([first]);
  const plain = read();
  expect(plain.rows).toEqual([]);

  await library.api.updateSettings({ augmentation: ['flip', 'crop'] });
  await library.api.trainTaught({ concept: label.concept });
  const augmented = read();
  expect(augmented.rows.map(({ photoId, kind }) => [photoId, kind])).toEqual([
    [first, 'crop'],
    [first, 'flip'],
  ]);
  expect(augmented.weights?.equals(plain.weights as Buffer)).toBe(false);

  await teach([second]);
  const more = read();
  expect(more.rows).toHaveLength(4);
  expect(more.rows.filter(({ photoId }) => photoId === first)).toEqual(augmented.rows);

  await library.api.updateSettings({ augmentation: [] });
  const { label: again } = await library.api.teach({ label: 'our thing', negativeIds: [second] });
  expect(again.positives).toBe(1);
});
