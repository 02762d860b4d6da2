import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { TaughtLabel } from '../../../shared/model/taught.ts';
import type { Library } from '../../core/library.ts';
import { addEvaluateCommand } from './evaluate.ts';
import { readWhole, writeWhole } from './files.ts';
import type { AddCommand, CommonOptions, Within } from './session.ts';

interface LabelOption extends CommonOptions {
  label: string;
  parent?: string;
}

interface ExportOptions extends CommonOptions {
  format?: 'json' | 'onnx';
  out?: string;
  classifier?: true;
}

const TOP = 5;

/** `teach ...` and `classify`. */
export function addTeachCommands(program: Command, add: AddCommand, within: Within): void {
  const teach = program.command('teach').description('teach labels by examples');

  const examples = (spec: string, description: string, side: 'photoIds' | 'negativeIds') =>
    add(teach, spec, description)
      .requiredOption('--label <name>', 'the label, any text')
      .option('--parent <name>', 'what it is a kind of')
      .action((paths: string[], options: LabelOption) =>
        within(options, async ({ client, output }) => {
          const photos = await Promise.all(paths.map((path) => client.findPhoto({ path: resolve(path) })));
          const ids = [...new Set(photos.map((photo) => photo.id))];
          const result = await client.teach({ label: options.label, parent: options.parent, [side]: ids });
          output.print(result, () => describe(result.label));
        }),
      );
  examples('add <path...>', 'say that photos show a label, and learn it', 'photoIds');
  examples('reject <path...>', 'say that photos do not show it, and learn it anew', 'negativeIds');

  add(teach, 'train [name]', 'learn a label anew, or all whose examples changed').action(
    (name: string | undefined, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const labels = await client.trainTaught({ concept: name });
        output.print({ labels }, () => labels.flatMap(describe));
      }),
  );
  add(teach, 'list', 'list the taught labels').action((options: CommonOptions) =>
    within(options, async ({ client, output }) => {
      const labels = await client.listTaught({});
      const groups = await client.listTaughtGroups({});
      output.print({ labels, groups }, () => [
        ...labels.flatMap(describe),
        ...groups.map((group) => `${group.name}: tells ${group.classes.length} classes apart`),
      ]);
    }),
  );
  add(
    teach,
    'remove <name>',
    'forget what was learnt of a label, or a classifier over several; corrections are kept',
  ).action((name: string, options: CommonOptions) =>
    within(options, async ({ client, library, output }) => {
      const isGroup = (await client.listTaughtGroups({})).some((group) => group.name === name);
      const isLabel = isTaught(library, name);
      const removed = isGroup && !isLabel ? name : library.teaching.find(name).concept;
      if (isLabel) await client.removeTaught({ concept: removed });
      else await client.removeTaughtGroup({ name });
      output.print({ removed }, () => [`${name} is no longer taught`]);
    }),
  );
  add(teach, 'restore <name>', 'go back to what was learnt before the last time').action(
    (name: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const label = await client.restoreTaught({ concept: name });
        output.print(label, () => describe(label));
      }),
  );
  addEvaluateCommand(teach, add, within);
  add(teach, 'export <name>', 'write what was learnt of a label, or a classifier over several, to a file')
    .addOption(
      new Option('--format <format>', 'onnx: with the network, for every program that runs ONNX').choices([
        'json',
        'onnx',
      ]),
    )
    .option('--out <file>', 'where to write it; by default here, under its name')
    .option('--classifier', 'the classifier of that name, where a label has the same')
    .action((name: string, options: ExportOptions) =>
      within(options, async ({ client, library, output }) => {
        const format = options.format ?? (options.out?.toLowerCase().endsWith('.onnx') ? 'onnx' : 'json');
        const groups = await client.listTaughtGroups({});
        const isGroup = !isTaught(library, name) && groups.some((group) => group.name === name);
        const asked = options.classifier || isGroup ? { group: name } : { concept: name };
        const { fileName, base64 } = await client.exportTaught({ ...asked, format });
        const path = resolve(options.out ?? fileName);
        writeWhole(path, Buffer.from(base64, 'base64'));
        output.print({ exported: path, name, format }, () => [`${name} is in ${path}`]);
      }),
    );
  add(teach, 'import <file>', 'take in a label or classifier that was learnt elsewhere (JSON or ONNX)').action(
    (file: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const path = resolve(file);
        const base64 = readWhole(path).toString('base64');
        const imported = await client.importTaught({ base64, fileName: basename(path) });
        output.print(imported, () => [
          ...(imported.kind === 'classifier' ? [`${imported.name}: tells ${imported.labels.length} labels apart`] : []),
          ...imported.labels.flatMap(describe),
        ]);
      }),
  );
  const lessons = (spec: string, description: string, method: 'teachFolder' | 'teachTable') =>
    add(teach, spec, description).action((path: string, options: CommonOptions) =>
      within(options, async ({ client, library, output }) => {
        library.onPush((push) => push.name === 'status' && output.progress(push.payload));
        const lesson = await client[method]({ path: resolve(path) });
        output.print(lesson, () => [`${lesson.name}: ${lesson.reason}`, ...lesson.labels.flatMap(describe)]);
      }),
    );
  lessons(
    'import-folder <folder>',
    'learn to tell the sub-folders of a folder apart, and each as a label',
    'teachFolder',
  );
  lessons('import-table <file>', 'the same from a table (CSV) of paths and labels', 'teachTable');

  add(program, 'classify <file...>', 'say what files show; they need not be in the library').action(
    (paths: string[], options: CommonOptions) =>
      within(options, async ({ library, output }) => {
        const photos = await library.teaching.classifyFiles(paths, TOP);
        output.print({ photos }, () =>
          photos.flatMap(({ path, top, answers }) => [
            path,
            ...top.map(({ name, probability, concept }) => `  ${show(probability)}  ${name.padEnd(32)} ${concept}`),
            ...answers.map(({ classifier, name }) => `  ${classifier}: ${name ?? 'unknown'}`),
          ]),
        );
      }),
  );
}

/** `my bike (bicycle): 6 examples, 2 counter-examples, finds 14 photos, 93 % right` */
function describe({ name, parent, positives, negatives, photos, classifier }: TaughtLabel): string[] {
  const right = classifier?.precision ?? null;
  const found = classifier ? `finds ${photos} photos` : 'not learnt yet';
  const place = parent ? ` (${parent.name})` : '';
  return [
    `${name}${place}: ${positives} examples, ${negatives} counter-examples, ${found}${right === null ? '' : `, about ${percent(right)} of such are right`}`,
  ];
}

function isTaught(library: Library, name: string): boolean {
  try {
    library.teaching.find(name);
    return true;
  } catch {
    return false;
  }
}

const show = (value: number) => value.toFixed(3);
const percent = (share: number) => `${Math.round(share * 100)} %`;
