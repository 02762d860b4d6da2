import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadVocabulary } from '../main/core/vocabulary/load-vocabulary.ts';
import { findProgramFiles } from '../main/faces/runtime.ts';
import { evaluateAdapting } from './adapt.ts';
import { evaluateAugmentation } from './augment.ts';
import { findDefaultFolders, findMapping, readCollection } from './collections.ts';
import { evaluateFound } from './found.ts';
import { measureLabels } from './label-measures.ts';
import { type Report, toMarkdown, toText } from './report.ts';
import { measureSearch, runQueries } from './search-measures.ts';
import { openSubject } from './subject.ts';
import { createTaxonomy, readPackConcepts } from './taxonomy.ts';
import { evaluateTeaching } from './teach.ts';
import { measureYesNo } from './yes-no-measures.ts';

/**
 * `npm run eval -- [FOLDER ...] [--map FILE] [--pack FOLDER] [--json] [--write]`: how right labels and search are, on
 * folders whose sub-folders are named by class. `--map` gives their concepts (sub-folder<TAB>synset); `--pack` is another
 * model pack than the starter; `--write` makes `docs/accuracy.md`. `npm run eval -- teach`, `-- found`, `-- augment` and
 * `-- adapt`: see `teach.ts`, `found.ts`, `augment.ts` and `adapt.ts`.
 */
const STARTER_PACK = 'efficientnet-lite2-imagenet';

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      write: { type: 'boolean' },
      map: { type: 'string' },
      pack: { type: 'string' },
    },
  });
  const startedAt = performance.now();
  const folders = positionals.length > 0 ? positionals.map((path) => resolve(path)) : findDefaultFolders();
  const missing = folders.find((folder) => !existsSync(folder) || !statSync(folder).isDirectory());
  if (missing !== undefined) throw new UsageError(`There is no folder ${missing}.`);
  const { assetsFolder, version } = findProgramFiles();
  const packFolder = values.pack === undefined ? undefined : resolve(values.pack);
  const pack = readPackConcepts(packFolder ?? join(assetsFolder, 'models', STARTER_PACK));
  const taxonomy = createTaxonomy(loadVocabulary(join(assetsFolder, 'vocabulary')), pack);
  const collections = folders.map((folder) => readCollection(folder, taxonomy, values.map ?? findMapping(folder)));
  for (const { name, leftOut } of collections) {
    if (leftOut.length > 0) process.stderr.write(`eval: no concept for ${leftOut.join(', ')} of ${name}: left out\n`);
  }
  if (collections.every(({ photos }) => photos.length === 0)) {
    throw new UsageError('No photos to evaluate with: name a folder whose sub-folders are named by what is in them.');
  }

  const subject = await openSubject(collections, packFolder);
  try {
    process.stderr.write(`eval: ${subject.photos.size} photos indexed in ${subject.seconds.toFixed(0)} s\n`);
    const photos = [...subject.photos.values()];
    const queries = await runQueries(subject, taxonomy);
    const report: Report = {
      date: new Date().toISOString().slice(0, 10),
      program: version,
      model: { id: subject.model.id, version: subject.model.version, name: subject.model.name },
      collections: collections.map((collection) => ({
        name: collection.name,
        photos: photos.filter((photo) => photo.collection === collection).length,
        leftOut: collection.leftOut,
      })),
      photos: photos.length,
      failed: subject.failed,
      measures: [
        ...measureLabels(photos, taxonomy),
        ...measureSearch(queries),
        ...(await measureYesNo(collections, subject, taxonomy)),
      ].filter(({ count }) => count > 0),
    };
    const output = values.json ? JSON.stringify({ ...report, queries }, null, 2) : toText(report);
    process.stdout.write(`${output}\n`);
    if (values.write) writeFileSync(resolve(import.meta.dirname, '..', 'docs', 'accuracy.md'), toMarkdown(report));
    process.stderr.write(`eval: ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
  } finally {
    await subject.close();
  }
}

/** Said in one line, without a stack. */
class UsageError extends Error {}

try {
  if (process.argv[2] === 'adapt') await evaluateAdapting(process.argv.slice(3));
  else if (process.argv[2] === 'augment') await evaluateAugmentation(process.argv.slice(3));
  else if (process.argv[2] === 'found') await evaluateFound(process.argv.slice(3));
  else if (process.argv[2] === 'teach') await evaluateTeaching(process.argv.slice(3));
  else await run();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
