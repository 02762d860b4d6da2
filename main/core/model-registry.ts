import { rmSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import type { ModelInfo, PackManifest } from '../../shared/model/pack.ts';
import { installPack, listPackFolders } from './classify/install.ts';
import { loadPack, readManifest } from './classify/pack.ts';
import type { WriteDb } from './db/connection.ts';
import { countPredictions, insertModel, listModels } from './db/models.ts';
import { getSetting, updateSetting } from './db/settings.ts';
import type { ActiveModel } from './queue/process-file.ts';

/** The packs that can be used, and the one that is. */
export interface ModelRegistry {
  list(): ModelInfo[];
  install(path: string): Promise<ModelInfo>;
  /** @throws AppError not-found, model-invalid */
  use(id: string): ModelInfo;
  /** The one whose word is shown. */
  readonly active: ActiveModel & { folder: string; packId: string; version: string };
  /** Takes in that another process has changed the active one; true where it has. */
  refresh(): boolean;
}

/** @param starterId the pack that is active until another is chosen */
export function createModelRegistry(
  db: WriteDb,
  folders: { builtIn: string; installed: string },
  starterId: string,
): ModelRegistry {
  function findFolder(id: string): { folder: string; manifest: PackManifest; builtIn: boolean } | undefined {
    return packs().find((pack) => pack.manifest.id === id);
  }

  /** Built-in packs first; one that can't be read is left out. */
  function packs(): { folder: string; manifest: PackManifest; builtIn: boolean }[] {
    return [folders.builtIn, folders.installed].flatMap((parent) =>
      listPackFolders(parent).flatMap((folder) => {
        try {
          return [{ folder, manifest: readManifest(folder), builtIn: parent === folders.builtIn }];
        } catch {
          return [];
        }
      }),
    );
  }

  function activate(id: string): ModelRegistry['active'] {
    const found = findFolder(id);
    if (!found) throw new AppError('not-found', `There is no model "${id}". "models list" shows those there are.`);
    const { folder, manifest } = found;
    const known = listModels(db).find((model) => model.packId === id && model.version === manifest.version);
    const rowId = known?.id ?? insertPack(folder);
    return { id: rowId, folder, packId: id, version: manifest.version, input: manifest.input };
  }

  function insertPack(folder: string): number {
    const { manifest, classes, calibration } = loadPack(folder);
    return insertModel(db, { packId: manifest.id, version: manifest.version, classes, calibration });
  }

  function activateStored(): ModelRegistry['active'] {
    const id = getSetting(db, 'active-model') ?? starterId;
    return activate(findFolder(id) ? id : starterId);
  }

  function toInfo(pack: { folder: string; manifest: PackManifest; builtIn: boolean }): ModelInfo {
    const { id, version, name, licence, source, files } = pack.manifest;
    const row = listModels(db).find((model) => model.packId === id && model.version === version);
    const { classes, calibration } = row ?? loadPack(pack.folder);
    return {
      id,
      version,
      name,
      licence,
      source,
      classes: classes.length,
      sizeBytes: Object.values(files).reduce((sum, file) => sum + file.bytes, 0),
      active: id === active.packId,
      builtIn: pack.builtIn,
      photos: row ? countPredictions(db, row.id) : 0,
      curve: calibration.label.curve ?? [],
    };
  }

  function getInfo(id: string): ModelInfo {
    const pack = findFolder(id);
    if (!pack) throw new AppError('not-found', `There is no model "${id}".`);
    return toInfo(pack);
  }

  let active = activateStored();

  return {
    list: () => packs().map(toInfo),
    async install(path) {
      const pack = await installPack(path, folders.installed);
      if (packs().some((other) => other.builtIn && other.manifest.id === pack.manifest.id)) {
        rmSync(pack.folder, { recursive: true, force: true });
        throw new AppError('model-invalid', `"${pack.manifest.id}" comes with the program and can't be replaced.`);
      }
      return getInfo(pack.manifest.id);
    },
    use(id) {
      const chosen = findFolder(id);
      if (chosen) loadPack(chosen.folder);
      active = activate(id);
      updateSetting(db, 'active-model', id);
      return getInfo(id);
    },
    get active() {
      return active;
    },
    refresh() {
      const before = active.id;
      active = activateStored();
      return active.id !== before;
    },
  };
}
