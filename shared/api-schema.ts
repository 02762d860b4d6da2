import * as v from 'valibot';
import type { Method, Request } from './api.ts';
import { maxDescription } from './model/description.ts';
import { duplicateKinds } from './model/duplicates.ts';
import { settingsSchema } from './model/settings.ts';
import { failureCodes } from './model/status.ts';
import { leastFoundProbability } from './model/taught.ts';
import { findPathFault } from './whole-path.ts';

/** Longest text of a query or path that is taken; longer is cut off by the query parser, refused elsewhere. */
const MAX_TEXT = 10_000;
const MAX_PAGE = 5_000;
const MAX_PHOTOS_AT_ONCE = 1_000_000;
/** Longest text of corrections that is brought in at once: about 400,000 of them. */
export const MAX_IMPORT_CHARACTERS = 64_000_000;
/** Longest base64 of something taught that is brought in: 36 MB, the network with a classifier of 200 labels is 15. */
export const MAX_TAUGHT_CHARACTERS = 48_000_000;
/** The system takes files one by one: more than this is minutes. */
const MAX_TRASH = 10_000;
/** Each keeps a text of its own, in the database and in the journal: 10,000 of the longest are 50 MB. */
const MAX_DESCRIBED = 10_000;
const TOO_MANY_DESCRIBED = 'These are more photos than can be described at once. Choose up to 10,000.';
const TOO_LONG = `A description has at most ${maxDescription.toLocaleString('en')} characters.`;
const TOO_MUCH_TRASH = 'These are more photos than can be moved to the trash at once. Choose up to 10,000.';
const TOO_LARGE = 'That is larger than anything that could have been exported.';
const TOO_MANY = 'These are more corrections than can be brought in at once. Cut the file in two between lines.';

const nothing = v.strictObject({});
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT));
const path = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(MAX_TEXT),
  v.check(
    (text) => findPathFault(text) === undefined,
    ({ input }) => findPathFault(String(input)) ?? '',
  ),
);
const limit = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_PAGE));
const offset = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const order = v.picklist(['relevance', 'date', 'added']);
const weaker = v.optional(v.boolean());
const query = { text, order, weaker, waiting: v.optional(v.boolean()) };
const failureCode = v.picklist(failureCodes);
const verdict = v.picklist(['accepted', 'rejected', 'none']);
const photoIds = v.pipe(v.array(id), v.nonEmpty(), v.maxLength(MAX_PHOTOS_AT_ONCE));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positiveShare = v.pipe(share, v.gtValue(0));
const area = v.strictObject({ left: share, top: share, width: positiveShare, height: positiveShare });
const labelText = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200));

/** One validator per method: what a request must look like. Its keys are the list of methods, for every transport. */
export const apiSchema = {
  getCapabilities: nothing,
  getStatus: nothing,
  listFolders: nothing,
  addFolder: v.strictObject({ path }),
  addSampleFolder: nothing,
  removeFolder: v.strictObject({ folderId: id }),
  setFolderPaused: v.strictObject({ folderId: id, paused: v.boolean() }),
  pickFolder: nothing,
  rescan: v.strictObject({ folderId: v.optional(id) }),
  setPaused: v.strictObject({ paused: v.boolean() }),
  search: v.strictObject({ ...query, limit, offset }),
  getResultLayout: v.strictObject(query),
  getFacets: v.strictObject({ text, weaker, limit }),
  getNearest: v.strictObject({ text, limit }),
  suggest: v.strictObject({ text, limit }),
  getLabelTree: v.strictObject({ parent: v.nullable(labelText), limit }),
  getPhoto: v.strictObject({ id }),
  findPhoto: v.strictObject({ path }),
  getHeatMap: v.strictObject({ photoId: id, concept: labelText }),
  showInFolder: v.strictObject({ id }),
  suggestLabels: v.strictObject({ text, limit }),
  decide: v.strictObject({ photoIds, label: labelText, verdict }),
  replaceLabel: v.strictObject({ photoIds, label: labelText, by: labelText }),
  renameLabel: v.strictObject({ concept: labelText, name: labelText }),
  setFavourite: v.strictObject({ photoIds, favourite: v.boolean() }),
  setHidden: v.strictObject({ photoIds, hidden: v.boolean() }),
  setDescription: v.strictObject({
    photoIds: v.pipe(photoIds, v.maxLength(MAX_DESCRIBED, TOO_MANY_DESCRIBED)),
    description: v.pipe(v.string(), v.maxLength(maxDescription, TOO_LONG)),
  }),
  trashPhotos: v.strictObject({ photoIds: v.pipe(photoIds, v.maxLength(MAX_TRASH, TOO_MUCH_TRASH)) }),
  getLabelsOf: v.strictObject({ photoIds, limit }),
  undo: v.strictObject({ changeId: id }),
  exportDecisions: nothing,
  importDecisions: v.strictObject({ text: v.pipe(v.string(), v.maxLength(MAX_IMPORT_CHARACTERS, TOO_MANY)) }),
  exportLabels: v.strictObject({ format: v.picklist(['csv', 'jsonl']), text: v.optional(text), after: offset }),
  exportSidecars: v.strictObject({
    folder: v.nullable(path),
    text: v.optional(text),
    guesses: v.optional(v.boolean()),
  }),
  importKeywords: v.strictObject({ folder: v.optional(path) }),
  listTaught: nothing,
  teach: v.strictObject({
    label: labelText,
    parent: v.optional(labelText),
    photoIds: v.optional(photoIds),
    negativeIds: v.optional(photoIds),
  }),
  trainTaught: v.strictObject({ concept: v.optional(labelText) }),
  removeTaught: v.strictObject({ concept: labelText }),
  restoreTaught: v.strictObject({ concept: labelText }),
  getTeachingReport: v.union([v.strictObject({ concept: labelText }), v.strictObject({ group: labelText })]),
  setTaughtThreshold: v.strictObject({
    concept: labelText,
    probability: v.nullable(v.pipe(v.number(), v.minValue(leastFoundProbability), v.maxValue(1))),
  }),
  cancelTeaching: nothing,
  listTaughtGroups: nothing,
  removeTaughtGroup: v.strictObject({ name: labelText }),
  listExamples: v.strictObject({ concept: labelText, verdict: v.picklist(['accepted', 'rejected']), limit, offset }),
  suggestExamples: v.strictObject({ concept: labelText, limit }),
  teachFolder: v.strictObject({ path }),
  teachTable: v.strictObject({ path }),
  exportTaught: v.pipe(
    v.strictObject({
      concept: v.optional(labelText),
      group: v.optional(labelText),
      format: v.picklist(['json', 'onnx']),
    }),
    v.check(({ concept, group }) => (concept === undefined) !== (group === undefined), 'Name a concept or a group.'),
  ),
  importTaught: v.strictObject({
    base64: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_TAUGHT_CHARACTERS, TOO_LARGE)),
    fileName: v.pipe(v.string(), v.maxLength(MAX_TEXT)),
  }),
  listDuplicates: v.strictObject({ kind: v.optional(v.picklist(duplicateKinds)), limit, offset }),
  listAdapted: nothing,
  getSimilar: v.strictObject({ photoId: id, area: v.optional(area), limit }),
  listFailures: v.strictObject({ code: v.optional(failureCode), limit, offset }),
  retryFailures: v.strictObject({
    fileIds: v.optional(v.pipe(v.array(id), v.maxLength(MAX_PHOTOS_AT_ONCE))),
    code: v.optional(failureCode),
  }),
  lookFirst: v.strictObject({ fileIds: v.pipe(v.array(id), v.maxLength(MAX_PAGE)) }),
  lookNow: v.strictObject({ fileId: id }),
  showFileInFolder: v.strictObject({ fileId: id }),
  listModels: nothing,
  installModel: v.strictObject({ path }),
  useModel: v.strictObject({ id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)) }),
  getStorage: nothing,
  showDataFolder: nothing,
  getSettings: nothing,
  updateSettings: v.partial(settingsSchema),
} satisfies { [M in Method]: v.GenericSchema<unknown, Request<M>> };

/** Names of all methods. */
export const methods = Object.keys(apiSchema) as Method[];
