import { extname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { ApiClient, FileTrouble, LabelFormat } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import { writePieces } from './files.ts';
import type { AddCommand, CommonOptions, Within } from './session.ts';

interface SearchOption extends CommonOptions {
  search: string;
}

interface XmpOptions extends SearchOption {
  folder?: string;
  beside?: true;
  guesses?: true;
}

/** `export ...` and `import ...`: what other programs are given, and what is taken from them. */
export function addExchangeCommands(program: Command, add: AddCommand, within: Within): void {
  const exports = program.command('export').description('give labels to other programs');

  add(exports, 'labels <file>', 'write a table with a row for each photo and label')
    .option('--search <text>', 'only photos that it finds', '')
    .addOption(
      new Option('--format <format>', 'by the suffix of the file where it is not given').choices(['csv', 'jsonl']),
    )
    .action((file: string, options: SearchOption & { format?: LabelFormat }) =>
      within(options, async ({ client, output }) => {
        const path = resolve(file);
        const format = options.format ?? (/^\.(jsonl|ndjson)$/iu.test(extname(path)) ? 'jsonl' : 'csv');
        const count = { photos: 0, rows: 0 };
        await writePieces(path, readTable(client, format, options.search, count));
        output.print({ file: path, format, ...count }, () => [
          `${count.rows} label(s) of ${count.photos} photo(s) are in ${path}`,
        ]);
      }),
    );

  add(exports, 'xmp', 'write sidecars (NAME.EXT.xmp) with labels; never into a photo')
    .option('--folder <dir>', 'folder to write them into; the folders of the library are repeated in it')
    .option('--beside', 'write them beside the photos; sidecars of other programs are added to')
    .option('--search <text>', 'only for photos that it finds', '')
    .option('--guesses', 'what is merely suspected too')
    .action((options: XmpOptions) =>
      within(options, async ({ client, output }) => {
        if ((options.folder === undefined) === (options.beside === undefined))
          throw new AppError('invalid-request', 'Say where sidecars are to be: --folder DIR, or --beside the photos.');
        const report = await client.exportSidecars({
          folder: options.folder === undefined ? null : resolve(options.folder),
          text: options.search,
          guesses: options.guesses === true,
        });
        output.print(report, () => [
          `${report.written} written, ${report.merged} added to, ${report.unchanged} as they were, ${report.failed} failed`,
          ...describeTroubles(report.troubles, report.failed),
        ]);
      }),
    );

  const imports = program.command('import').description('take in what other programs say of photos');

  add(
    imports,
    'keywords [folder]',
    'take in keywords of photos and XMP sidecars as labels, descriptions, favourites and dates of Google Takeout; of all folders or one',
  ).action((folder: string | undefined, options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const report = await client.importKeywords({ folder: folder === undefined ? undefined : resolve(folder) });
      output.print(report, () => [
        `${report.labels} label(s), ${report.favourites} favourite(s), ${report.descriptions} description(s) and ${report.dates} date(s) taken in, of ${report.photos} photo(s)`,
        ...(report.unchanged > 0 ? [`${report.unchanged} left as they are: you had said so, or otherwise`] : []),
        ...describeTroubles(report.troubles, report.failed),
      ]);
    }),
  );
}

/** The pieces of a table of labels; counts what went by. */
async function* readTable(
  client: ApiClient,
  format: LabelFormat,
  text: string,
  count: { photos: number; rows: number },
): AsyncGenerator<string> {
  for (let after: number | null = 0; after !== null; ) {
    const piece = await client.exportLabels({ format, text, after });
    count.photos += piece.photos;
    count.rows += piece.rows;
    after = piece.next;
    yield piece.text;
  }
}

function describeTroubles(troubles: readonly FileTrouble[], all: number): string[] {
  const more = all - troubles.length;
  return [...troubles.map(({ path, reason }) => `${path}: ${reason}`), ...(more > 0 ? [`... and ${more} more`] : [])];
}
