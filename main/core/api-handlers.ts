import { cpSync, existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ApiHandlers, ConceptSuggestion, ResultLayout, SearchOrder } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { isPicturePath } from '../../shared/model/formats.ts';
import type { Failure, Folder } from '../../shared/model/status.ts';
import { packNumbers } from '../../shared/packed-numbers.ts';
import type { AdaptationKeeper } from './adaptation.ts';
import type { WriteDb } from './db/connection.ts';
import {
  getFailedFile,
  getFileAt,
  getFileFate,
  listFailedFiles,
  listFailureGroups,
  listFilesOfPhoto,
  updateFilesToRetry,
} from './db/files.ts';
import { createDuplicates } from './duplicates.ts';
import { createExchange } from './exchange.ts';
import type { FolderKeeper, Place } from './folder-keeper.ts';
import { getHeatMap } from './heat-map.ts';
import type { Host } from './host.ts';
import type { Backup } from './labels/backup.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { Decisions } from './labels/decisions.ts';
import type { Labeller } from './labels/labeller.ts';
import { getLabelsOf } from './labels-of.ts';
import type { Courses } from './learn/courses.ts';
import type { Learner } from './learn/learner.ts';
import type { Lessons } from './lessons.ts';
import type { ModelRegistry } from './model-registry.ts';
import { getDetails, getSummaries, type PhotoViewDeps, toLocalIso } from './photo-views.ts';
import { createPlaces } from './places/places.ts';
import type { BatchClassifier } from './queue/batch-classifier.ts';
import type { DecodePool } from './queue/decode-pool.ts';
import type { Indexer } from './queue/indexer.ts';
import { pathOf } from './queue/process-file.ts';
import type { Search } from './search/search.ts';
import type { SettingsStore } from './settings.ts';
import type { Similar } from './similar.ts';
import type { StatusReporter } from './status-reporter.ts';
import { DATABASE_FILE, measureStorage } from './storage.ts';
import type { TaughtFiles } from './taught-files.ts';
import type { Teaching } from './teaching.ts';
import type { TeachingReports } from './teaching-reports.ts';
import { asksForAllByDate, type TimelineMaker } from './timeline.ts';
import { movePhotosToTrash } from './trash.ts';

export interface ApiDeps {
  dataFolder: string;
  assetsFolder: string;
  version: string;
  host?: Host;
  background: boolean;
  db: WriteDb;
  space: ConceptSpace;
  models: ModelRegistry;
  labeller: Labeller;
  decisions: Decisions;
  backup: Backup;
  search: Search;
  teaching: Teaching;
  lessons: Lessons;
  courses: Courses;
  reports: TeachingReports;
  taughtFiles: TaughtFiles;
  similar: Similar;
  groupDuplicates: Learner['groupDuplicates'];
  adaptation: AdaptationKeeper;
  keeper: FolderKeeper;
  indexer: Indexer;
  decoders: DecodePool;
  classifier: BatchClassifier;
  status: StatusReporter;
  timeline: TimelineMaker;
  settings: SettingsStore;
  /** The library is being closed. */
  signal: AbortSignal;
  /** Everything in memory catches up with the database, or what is needed to list all photos by date. */
  refresh(what?: 'all' | 'dates'): Promise<void>;
  onModelChanged(): void;
  onSettingsChanged(): void;
  onDecided(): void;
  /** Somebody is about to teach. */
  onTeachingOpened(): void;
  onFilesChanged(): void;
}

/** The contract, fulfilled: each method in a few lines, by the stages that know how. */
export function createApiHandlers(deps: ApiDeps): ApiHandlers {
  const {
    db,
    space,
    models,
    decisions,
    search,
    teaching,
    keeper,
    indexer,
    status,
    settings,
    timeline,
    host = {},
  } = deps;
  const samplesFolder = join(deps.assetsFolder, 'samples');
  const places = createPlaces(join(deps.assetsFolder, 'places'));
  const views: PhotoViewDeps = { db, space, labeller: deps.labeller, places, activeModelId: () => models.active.id };

  const duplicates = createDuplicates({
    db,
    group: deps.groupDuplicates,
    activeModelId: () => models.active.id,
    summaries(photoIds) {
      const wanted = photoIds.map((id) => ({ id, score: 1 }));
      return getSummaries(views, wanted, []);
    },
  });

  async function addPlace(path: string): Promise<Folder> {
    const place = await keeper.add(path);
    if (deps.background) keeper.scanSoon([place]);
    return getFolderOf(place);
  }

  async function getFolderOf(place: Place): Promise<Folder> {
    const folders = await keeper.list();
    const folder = folders.find((other) => other.id === place.folder.id);
    if (!folder) throw new AppError('internal', `${place.folder.path} could not be added.`);
    return folder;
  }

  /** All that an answer is made from is there, and up to date. */
  async function prepare(query: { text: string; order?: SearchOrder }): Promise<void> {
    const { text, order = 'relevance' } = query;
    await deps.refresh(asksForAllByDate({ text, order }) ? 'dates' : 'all');
    await deps.similar.prepare(text);
  }

  const exchange = createExchange({
    db,
    space,
    decisions,
    signal: deps.signal,
    now: Date.now,
    findPlace: keeper.findPlace,
    async findPhotos(text) {
      await prepare({ text });
      return search.getList({ text, order: 'date' }).ids;
    },
    summaries(photoIds) {
      const wanted = photoIds.map((id) => ({ id, score: 1 }));
      return getSummaries(views, wanted, []);
    },
  });

  async function showInFolder(path: string): Promise<void> {
    if (!host.showInFolder) throw new AppError('unsupported', 'Showing a file in its folder is not possible here.');
    await host.showInFolder(path);
  }

  return {
    getCapabilities: () => ({
      pickFolder: host.pickFolder !== undefined,
      showInFolder: host.showInFolder !== undefined,
      trash: host.moveToTrash !== undefined,
      hostSettings: [...(host.settings ?? [])],
      samplePhotos: existsSync(samplesFolder),
      version: deps.version,
    }),
    getStatus: () => status.get(),

    listFolders: () => keeper.list(),
    addFolder: ({ path }) => addPlace(path),
    addSampleFolder() {
      if (!existsSync(samplesFolder)) throw new AppError('unsupported', 'No sample photos came with this program.');
      const target = join(deps.dataFolder, 'Sample photos');
      for (const name of readdirSync(samplesFolder).filter(isPicturePath)) {
        cpSync(join(samplesFolder, name), join(target, basename(name)), { preserveTimestamps: true });
      }
      return addPlace(target);
    },
    async removeFolder({ folderId }) {
      await keeper.remove(folderId);
      return null;
    },
    setFolderPaused: ({ folderId, paused }) => keeper.setPaused(folderId, paused),
    async pickFolder() {
      if (!host.pickFolder)
        throw new AppError('unsupported', 'Choosing a folder in a dialog is not possible here; give its path.');
      return { path: await host.pickFolder() };
    },
    rescan({ folderId }) {
      keeper.rescan(folderId);
      return null;
    },
    setPaused({ paused }) {
      indexer.setPaused(paused);
      return status.get();
    },

    async search({ limit, offset, ...query }) {
      await prepare(query);
      const mixed = await timeline.getMixed(query);
      if (mixed) {
        const wanted = Array.from(mixed.ids.subarray(offset, offset + limit), (id) => ({ id, score: 1 }));
        return { ...mixed.understanding, photos: getSummaries(views, wanted, []) };
      }
      const { understanding, photos, asked } = search.getPage(query, offset, limit);
      return { ...understanding, photos: getSummaries(views, photos, asked) };
    },
    async getResultLayout(query) {
      await prepare(query);
      const { understanding, ids, aspects, takenAtMs, isByDate, waiting } = await timeline.getList(query);
      return {
        ...understanding,
        waiting,
        ids: packNumbers(ids, toBase64),
        aspects: packNumbers(aspects, toBase64),
        days: isByDate ? countDays(takenAtMs) : [],
      };
    },
    async getFacets({ limit, ...query }) {
      await prepare(query);
      return search.getFacets(query, limit);
    },
    async getNearest({ text, limit }) {
      await deps.refresh();
      return search.getNearest(text, limit);
    },
    async suggest({ text, limit }) {
      await deps.refresh();
      return search.suggest(text, limit);
    },
    async getLabelTree({ parent, limit }) {
      await deps.refresh();
      const tree = search.getLabelTree(parent, limit);
      if (!tree) throw new AppError('not-found', `There is no label ${parent}.`);
      return tree;
    },

    getPhoto: ({ id }) => getDetails(views, id),
    findPhoto({ path }) {
      const place = keeper.findPlace(path);
      const name = basename(path);
      const directory = place?.directory.split('/').slice(0, -1).join('/') ?? '';
      const file = place && getFileAt(db, place.folder.id, directory, name);
      if (file?.photoId) return getDetails(views, file.photoId);
      if (file?.failureReason) throw new AppError('not-found', `${path} could not be read: ${file.failureReason}`);
      throw new AppError('not-found', `${path} is not in the library. Add its folder first, with "index FOLDER".`);
    },
    getHeatMap: ({ photoId, concept }) => getHeatMap(deps, photoId, concept),
    async showInFolder({ id }) {
      const file = listFilesOfPhoto(db, id).find((other) => !other.missing && !other.offline);
      if (!file) throw new AppError('not-found', 'None of the files of this photo can be reached now.');
      await showInFolder(pathOf(file));
      return null;
    },

    suggestLabels({ text, limit }) {
      const seen = new Set<string>();
      return space.complete(text, limit * 2).flatMap(({ number, lemma }): ConceptSuggestion[] => {
        const { id, gloss } = space.concept(number);
        if (seen.has(id) || seen.size >= limit) return [];
        seen.add(id);
        return [{ name: lemma, concept: id, gloss }];
      });
    },
    decide({ photoIds, label, verdict }) {
      const result = decisions.decide(photoIds, label, verdict);
      deps.onDecided();
      return result;
    },
    replaceLabel({ photoIds, label, by }) {
      const result = decisions.replace(photoIds, label, by);
      deps.onDecided();
      return result;
    },
    renameLabel({ concept, name }) {
      const result = decisions.rename(concept, name);
      deps.onDecided();
      return result;
    },
    setFavourite({ photoIds, favourite }) {
      const result = decisions.setFavourite(photoIds, favourite);
      deps.onDecided();
      return result;
    },
    setHidden({ photoIds, hidden }) {
      const result = decisions.setHidden(photoIds, hidden);
      deps.onDecided();
      return result;
    },
    setDescription({ photoIds, description }) {
      const result = decisions.describe(photoIds, description);
      deps.onDecided();
      return result;
    },
    async trashPhotos({ photoIds }) {
      const { moveToTrash } = host;
      if (!moveToTrash) throw new AppError('unsupported', 'Moving photos to the trash is not possible here.');
      const report = await movePhotosToTrash({ db, moveToTrash, now: Date.now }, photoIds);
      deps.onDecided();
      deps.onFilesChanged();
      return report;
    },
    getLabelsOf: ({ photoIds, limit }) => getLabelsOf(views, photoIds, limit),
    undo({ changeId }) {
      const result = decisions.undo(changeId);
      deps.onDecided();
      return result;
    },

    exportDecisions: () => deps.backup.exportDecisions(),
    importDecisions({ text }) {
      const report = deps.backup.importDecisions(text);
      deps.onDecided();
      return report;
    },
    exportLabels: (request) => exchange.exportLabels(request),
    exportSidecars: (request) => exchange.exportSidecars(request),
    async importKeywords(request) {
      const report = await exchange.importKeywords(request);
      deps.onDecided();
      return report;
    },

    listTaught() {
      deps.onTeachingOpened();
      return teaching.list();
    },
    teach: (request) => teaching.teach(request),
    trainTaught: ({ concept }) => teaching.train(concept),
    removeTaught({ concept }) {
      teaching.remove(concept);
      return null;
    },
    restoreTaught: ({ concept }) => teaching.restore(concept),
    getTeachingReport: (asked) =>
      'group' in asked ? deps.reports.ofGroup(asked.group) : deps.reports.ofLabel(asked.concept),
    setTaughtThreshold: ({ concept, probability }) => teaching.setThreshold(concept, probability),
    cancelTeaching() {
      deps.courses.cancel();
      return null;
    },
    listTaughtGroups: () => teaching.listGroups(),
    removeTaughtGroup({ name }) {
      teaching.removeGroup(name);
      return null;
    },
    listExamples({ concept, verdict, ...page }) {
      const { total, photoIds } = teaching.listExamples(concept, verdict, page);
      const wanted = photoIds.map((id) => ({ id, score: 1 }));
      return { total, photos: getSummaries(views, wanted, []) };
    },
    suggestExamples({ concept, limit }) {
      const chosen = new Map(teaching.suggest(concept, limit).map((one) => [one.photoId, one]));
      const wanted = [...chosen.values()].map(({ photoId, probability }) => ({ id: photoId, score: probability }));
      return getSummaries(views, wanted, []).map((photo) => ({ photo, why: chosen.get(photo.id)?.why ?? 'likely' }));
    },
    teachFolder: ({ path }) => deps.lessons.learnFolder(path),
    teachTable: ({ path }) => deps.lessons.learnTable(path),
    exportTaught: ({ concept, group, format }) =>
      group === undefined
        ? deps.taughtFiles.exportLabel(concept ?? '', format)
        : deps.taughtFiles.exportGroup(group, format),
    importTaught: ({ base64, fileName }) => deps.taughtFiles.import(Buffer.from(base64, 'base64'), fileName),
    listDuplicates: (request) => duplicates.list(request),
    listAdapted: () => deps.adaptation.list(),
    async getSimilar({ photoId, area = null, limit }) {
      return getSummaries(views, await deps.similar.find({ photoId, area }, limit), []);
    },

    listFailures({ code, limit, offset }) {
      const reasons = listFailureGroups(db);
      const asked = reasons.filter((reason) => code === undefined || reason.code === code);
      return {
        total: asked.reduce((sum, { files }) => sum + files, 0),
        reasons,
        failures: listFailedFiles(db, limit, offset, code).map(
          (file): Failure => ({
            fileId: file.id,
            path: pathOf(file),
            reason: file.reason,
            code: file.code,
            since: new Date(file.failedAtMs).toISOString(),
            attempts: file.attempts,
          }),
        ),
      };
    },
    retryFailures({ fileIds, code }) {
      const files = updateFilesToRetry(db, { ids: fileIds, code });
      deps.onFilesChanged();
      return { files };
    },
    lookFirst({ fileIds }) {
      indexer.lookFirst(fileIds);
      return null;
    },
    async lookNow({ fileId }) {
      await indexer.lookNow(fileId);
      const fate = getFileFate(db, fileId);
      if (fate?.photoId) return { photoId: fate.photoId };
      if (fate?.failureReason) throw new AppError('not-found', `This file could not be read: ${fate.failureReason}`);
      throw new AppError('not-found', 'This file can not be reached now.');
    },
    async showFileInFolder({ fileId }) {
      const file = getFailedFile(db, fileId);
      if (!file) throw new AppError('not-found', 'That file is gone, or it has been read by now.');
      await showInFolder(pathOf(file));
      return null;
    },

    listModels: () => models.list(),
    installModel: ({ path }) => models.install(path),
    useModel({ id }) {
      const info = models.use(id);
      deps.onModelChanged();
      return info;
    },

    getStorage: () => measureStorage(deps.dataFolder),
    async showDataFolder() {
      await showInFolder(join(deps.dataFolder, DATABASE_FILE));
      return null;
    },

    getSettings: () => settings.get(),
    updateSettings(changes) {
      const updated = settings.update(changes);
      deps.onSettingsChanged();
      return updated;
    },
  };
}

/** Node's own, which is many times faster than any in JavaScript. */
function toBase64({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** Runs of the same day, in the order of the result. */
function countDays(takenAtMs: Float64Array): ResultLayout['days'] {
  const days: ResultLayout['days'] = [];
  for (let first = 0, end = 1; first < takenAtMs.length; first = end, end++) {
    const day = Math.floor((takenAtMs[first] as number) / MS_PER_DAY);
    while (end < takenAtMs.length && Math.floor((takenAtMs[end] as number) / MS_PER_DAY) === day) end++;
    days.push({ day: toLocalIso(day * MS_PER_DAY).slice(0, 10), count: end - first });
  }
  return days;
}

const MS_PER_DAY = 86_400_000;
