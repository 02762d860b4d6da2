import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Facet, SearchOrder, Understanding } from '../../../shared/api.ts';
import { createClient } from '../../../shared/client.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Verdict } from '../../../shared/model/label.ts';
import type { PhotoSummary } from '../../../shared/model/photo.ts';
import type { Failure } from '../../../shared/model/status.ts';
import { openLibrary, type Workers } from '../../core/library.ts';
import { createDispatcher } from '../../rpc/dispatch.ts';
import type { ProgramFiles } from '../runtime.ts';
import { addExchangeCommands } from './exchange.ts';
import { readWhole, writeWhole } from './files.ts';
import { addLibraryBackupCommands } from './library-backup.ts';
import type { Output } from './output.ts';
import { serve } from './serve.ts';
import type { AddCommand, CommonOptions, Within } from './session.ts';
import { addSimilarCommands } from './similar.ts';
import { addTeachCommands } from './teach.ts';

export interface CommandDeps {
  addCommonOptions(command: Command): Command;
  programFiles: ProgramFiles;
  workers: Workers;
  createOutput(json: boolean): Output;
}

interface SearchOptions {
  limit: number;
  offset: number;
  order: SearchOrder;
  weaker?: true;
}

const DEFAULT_LIMIT = 50;
const DEFAULT_FACETS = 12;
/** Failures are read from the core in pages of this size. */
const PAGE = 1_000;

/** Every command of the program, each a few lines over the contract. */
export function addCommands(program: Command, deps: CommandDeps): void {
  const add = (spec: string, description: string) =>
    deps.addCommonOptions(program.command(spec).description(description));
  const within: Within = async (options, work) => {
    const output = deps.createOutput(options.json === true);
    const library = await openLibrary({
      ...deps.programFiles,
      dataFolder: resolve(options.data),
      workers: deps.workers,
      background: false,
    });
    try {
      const dispatcher = createDispatcher(library.api);
      await work({ client: createClient(dispatcher.answer), library, output });
    } finally {
      await library.close();
    }
  };

  add('index <folder...>', 'add folders and look at all photos in them').action(
    (folders: string[], options: CommonOptions) =>
      within(options, async ({ library, output }) => {
        library.onPush((push) => push.name === 'status' && output.progress(push.payload));
        const report = await library.index(folders);
        output.print(report, () => [
          `${report.photos} photos, ${report.duplicates} further copies, ${report.failed} could not be read (see "failures").`,
          `${report.classified} looked at in ${report.seconds} s (${report.photosPerSecond}/s).`,
        ]);
      }),
  );

  add('search <text...>', 'find photos by what is in them')
    .option('--limit <n>', 'photos to list', toCount, DEFAULT_LIMIT)
    .option('--offset <n>', 'photos to pass over', toCount, 0)
    .option('--order <order>', '"relevance", "date" or "added"', toOrder, 'relevance')
    .option('--weaker', 'instead of what is found, photos that are less likely than a result has to be')
    .action((words: string[], options: CommonOptions & SearchOptions) =>
      within(options, async ({ client, output }) => {
        const { limit, offset, order, weaker } = options;
        const page = await client.search({ text: words.join(' '), limit, offset, order, weaker });
        output.print(page, () => [...describeUnderstanding(page), ...page.photos.map(describePhoto)]);
      }),
    );

  add('facets <text...>', 'count what the photos of a search show: ways to narrow it')
    .option('--limit <n>', 'of each kind', toCount, DEFAULT_FACETS)
    .action((words: string[], options: CommonOptions & { limit: number }) =>
      within(options, async ({ client, output }) => {
        const facets = await client.getFacets({ text: words.join(' '), limit: options.limit });
        output.print(facets, () =>
          Object.entries(facets).flatMap(([kind, list]: [string, Facet[]]) =>
            list.map((facet) => `${kind}: ${facet.name} (${facet.photos})  ${facet.query}`),
          ),
        );
      }),
    );

  add('labels <path>', 'tell all that is known of one photo').action((path: string, options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const photo = await client.findPhoto({ path: resolve(path) });
      output.print(photo, () => [
        describePhoto(photo),
        ...(photo.description === null ? [] : [`description: ${photo.description}`]),
        ...photo.rejected.map((label) => `not: ${label.name}`),
        ...photo.files.map((file) => `file: ${file.path} (${file.state})`),
      ]);
    }),
  );

  const label = program.command('label').description('correct labels');
  const verdicts: Record<string, [Verdict, string]> = {
    add: ['accepted', 'say that photos are something'],
    reject: ['rejected', 'say that photos are not something'],
    undo: ['none', 'take back what was said of a label'],
  };
  for (const [name, [verdict, description]] of Object.entries(verdicts)) {
    deps
      .addCommonOptions(label.command(`${name} <path...>`).description(description))
      .requiredOption('--label <name>', 'the label, any text')
      .action((paths: string[], options: CommonOptions & { label: string }) =>
        within(options, async ({ client, output }) => {
          const photos = await Promise.all(paths.map((path) => client.findPhoto({ path: resolve(path) })));
          const photoIds = [...new Set(photos.map((photo) => photo.id))];
          const result = await client.decide({ photoIds, label: options.label, verdict });
          output.print(result, () => [`${result.label.name}: ${verdict}, ${result.photos} photo(s) changed`]);
        }),
      );
  }

  const addTo: AddCommand = (to, spec, description) => deps.addCommonOptions(to.command(spec).description(description));
  addTeachCommands(program, addTo, within);
  addSimilarCommands(program, addTo, within, toCount);
  addExchangeCommands(program, addTo, within);

  add('failures', 'list files that could not be read').action((options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const failures: Failure[] = [];
      for (let page = await client.listFailures({ limit: PAGE, offset: 0 }); ; ) {
        failures.push(...page.failures);
        if (page.failures.length < PAGE) break;
        page = await client.listFailures({ limit: PAGE, offset: failures.length });
      }
      output.print({ failures }, () => failures.map((failure) => `${failure.path}: ${failure.reason}`));
    }),
  );

  const backup = add('backup <file>', 'write all corrections into a file, by the content of the photos').action(
    (file: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const path = resolve(file);
        const { text, decisions } = await client.exportDecisions({});
        writeWhole(path, text);
        output.print({ file: path, decisions }, () => [`${decisions} correction(s) are in ${path}`]);
      }),
  );
  const restore = add(
    'restore <file>',
    'bring in corrections from such a file; the later word on each photo and label stands',
  ).action((file: string, options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const report = await client.importDecisions({ text: readWhole(resolve(file)).toString('utf8') });
      output.print(report, () => [
        `${report.decisions} correction(s) brought in, ${report.unchanged} were here already or are newer here`,
        `${report.photosKnown} of ${report.photos} photo(s) are in the library; the others are corrected when they come`,
        ...(report.skipped > 0 ? [`${report.skipped} line(s) could not be read`] : []),
      ]);
    }),
  );
  addLibraryBackupCommands(backup, restore, deps);

  add('folders', 'list the folders of the library').action((options: CommonOptions) => listFolders(options));
  const listFolders = (options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const folders = await client.listFolders({});
      output.print({ folders }, () =>
        folders.map(
          (folder) => `${folder.path}: ${folder.photos} photos${folder.problem ? ` (offline: ${folder.problem})` : ''}`,
        ),
      );
    });
  const folder = program.command('folder').description('add or remove folders');
  deps
    .addCommonOptions(folder.command('add <path>').description('add a folder; "index" or the app looks at it'))
    .action((path: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const added = await client.addFolder({ path: resolve(path) });
        output.print(added, () => [`${added.path} is in the library`]);
      }),
    );
  deps
    .addCommonOptions(folder.command('remove <path>').description('take a folder out; files and corrections are kept'))
    .action((path: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const wanted = resolve(path);
        const found = (await client.listFolders({})).find((other) => other.path === wanted);
        if (!found) throw new AppError('not-found', `${wanted} is no folder of the library; "folders" lists them.`);
        await client.removeFolder({ folderId: found.id });
        output.print({ removed: found.path }, () => [`${found.path} is no longer in the library`]);
      }),
    );

  add('status', 'say what is in the library and what is left to do').action((options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const status = await client.getStatus({});
      output.print(status, () => [
        `${status.indexed} photos, ${status.duplicates} further copies, ${status.failed} failed, ${status.pending} to look at`,
        `model: ${status.model.id} ${status.model.version}`,
      ]);
    }),
  );

  const models = program.command('models').description('list, install and choose networks');
  deps.addCommonOptions(models.command('list').description('list networks')).action((options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const list = await client.listModels({});
      output.print({ models: list }, () =>
        list.map((m) => `${m.active ? '*' : ' '} ${m.id} ${m.version}: ${m.classes} classes, ${m.licence}`),
      );
    }),
  );
  deps
    .addCommonOptions(models.command('install <file>').description('take in a model pack (folder or zip)'))
    .action((file: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const model = await client.installModel({ path: resolve(file) });
        output.print(model, () => [`${model.id} ${model.version} is installed`]);
      }),
    );
  deps
    .addCommonOptions(models.command('use <id>').description('look at photos with another network from now on'))
    .action((id: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const model = await client.useModel({ id });
        output.print(model, () => [`${model.id} is in use; "index" or the app makes labels anew in the background`]);
      }),
    );

  add('serve [folder...]', 'open the app in a browser, on this computer only')
    .option('--port <n>', 'port on the loopback address; any free one by default', toPort, 0)
    .option('--no-open', 'do not open the browser')
    .action((folders: string[], options: CommonOptions & { port: number; open: boolean }) =>
      serve({
        folders,
        port: options.port,
        open: options.open,
        json: options.json === true,
        dataFolder: resolve(options.data),
        programFiles: deps.programFiles,
        workers: deps.workers,
      }),
    );
}

/** How much was found, and what of the text was not understood. */
function describeUnderstanding({ total, weaker, terms, slips }: Understanding): string[] {
  return [
    `${total} found${weaker > 0 && total !== weaker ? `, ${weaker} weaker (--weaker shows them)` : ''}`,
    ...slips.map(({ text, reason }) => `"${text}" is taken for words or left out: ${reason.replaceAll('-', ' ')}`),
    ...terms
      .filter(({ kind }) => kind === 'unknown')
      .map(({ text, didYouMean }) =>
        [`"${text}" is no known word`, didYouMean.length > 0 ? `did you mean ${didYouMean.join(', ')}?` : ''].join(
          '; ',
        ),
      ),
  ];
}

function describePhoto(photo: PhotoSummary): string {
  const labels = photo.labels.map(
    (label) =>
      `${label.name}${label.certainty === 'guess' ? '?' : ''}${label.source === 'user' ? ' (you)' : ` ${label.confidence.toFixed(2)}`}`,
  );
  const why = photo.reasons.map(({ name, confidence, asked }) => `  ${name} ${confidence.toFixed(2)} -> ${asked}`);
  return `${photo.score.toFixed(2)}  ${photo.path}  ${photo.takenAt.slice(0, 10)}  ${labels.join(', ')}${why.join('')}`;
}

function toCount(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('A whole number from 0 on is wanted.');
  return value;
}

function toPort(text: string): number {
  const value = toCount(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}

function toOrder(text: string): SearchOrder {
  if (text !== 'relevance' && text !== 'date' && text !== 'added')
    throw new InvalidArgumentError('It is "relevance", "date" or "added".');
  return text;
}
