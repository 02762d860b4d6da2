import type { Calibration, PackClass } from '../../../shared/model/pack.ts';
import { all, get, type ReadDb, run, type WriteDb } from './connection.ts';

/** A version of a model whose results are in the library. */
export interface ModelRow {
  id: number;
  packId: string;
  version: string;
  classes: PackClass[];
  calibration: Calibration;
}

type StoredModel = Omit<ModelRow, 'classes' | 'calibration'> & { classes: string; calibration: string };

export function listModels(db: ReadDb): ModelRow[] {
  return all<StoredModel>(db, 'SELECT id, pack_id AS packId, version, classes, calibration FROM model ORDER BY id').map(
    fromStored,
  );
}

/** Writes a model where it is not known yet; returns its id. */
export function insertModel(db: WriteDb, model: Omit<ModelRow, 'id'>): number {
  run(
    db,
    `INSERT INTO model (pack_id, version, classes, calibration) VALUES (?, ?, ?, ?)
     ON CONFLICT (pack_id, version) DO NOTHING`,
    model.packId,
    model.version,
    JSON.stringify(model.classes),
    JSON.stringify(model.calibration),
  );
  const row = get<{ id: number }>(
    db,
    'SELECT id FROM model WHERE pack_id = ? AND version = ?',
    model.packId,
    model.version,
  );
  return row?.id ?? 0;
}

/** Number of photos that have a result of the model. */
export function countPredictions(db: ReadDb, modelId: number): number {
  return get<{ n: number }>(db, 'SELECT count(*) AS n FROM prediction WHERE model_id = ?', modelId)?.n ?? 0;
}

function fromStored(row: StoredModel): ModelRow {
  return {
    ...row,
    classes: JSON.parse(row.classes) as PackClass[],
    calibration: JSON.parse(row.calibration) as Calibration,
  };
}
