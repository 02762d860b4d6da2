import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { TaughtLabel } from '../../../shared/model/taught.ts';
import type { AddCommand, CommonOptions, Within } from './session.ts';

interface LabelOption extends CommonOptions {
  label: string;
  parent?: string;
}

const TOP = 5;
const DEFAULT_SIMILAR = 20;

/** `teach ...`, `classify` and `similar`. */
export function addTeachCommands(
  program: Command,
  add: AddCommand,
  within: Within,
  toCount: (text: string) => number,
): void {
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
    within(options, async ({ client, library, output }) => {
      const labels = await client.listTaught({});
      const groups = library.teaching.listGroups();
      output.print({ labels, groups }, () => [
        ...labels.flatMap(describe),
        ...groups.map((group) => `${group.name}: tells ${group.classes} classes apart`),
      ]);
    }),
  );
  add(teach, 'remove <name>', 'forget what was learnt of a label; corrections are kept').action(
    (name: string, options: CommonOptions) =>
      within(options, async ({ client, library, output }) => {
        const { concept } = library.teaching.find(name);
        await client.removeTaught({ concept });
        output.print({ removed: concept }, () => [`${name} is no longer taught`]);
      }),
  );
  add(teach, 'restore <name>', 'go back to what was learnt before the last time').action(
    (name: string, options: CommonOptions) =>
      within(options, async ({ client, output }) => {
        const label = await client.restoreTaught({ concept: name });
        output.print(label, () => describe(label));
      }),
  );
  add(teach, 'evaluate [name]', 'say how right taught labels are on examples they had not seen').action(
    (name: string | undefined, options: CommonOptions) =>
      within(options, async ({ client, library, output }) => {
        await client.trainTaught({});
        const labels = name === undefined ? await client.listTaught({}) : [library.teaching.find(name)];
        const groups = name === undefined ? library.teaching.listGroups() : [];
        output.print({ labels, groups }, () => [
          ...labels.flatMap((label) => [...describe(label), `  ${label.classifier?.reason ?? 'not learnt yet'}`]),
          ...groups.flatMap(({ name: group, reason, knownAccuracy, knownShare, unknownBelow }) => [
            `${group}: ${reason}`,
            ...(knownAccuracy === null || knownShare === null
              ? []
              : [
                  `  "unknown" below ${show(unknownBelow)}: ${percent(knownShare)} get an answer, ${percent(knownAccuracy)} of these are right`,
                ]),
          ]),
        ]);
      }),
  );
  add(teach, 'export <name> <file>', 'write what was learnt of a label to a JSON file').action(
    (name: string, file: string, options: CommonOptions) =>
      within(options, async ({ library, output }) => {
        const label = library.teaching.exportLabel(name);
        writeFileSync(resolve(file), `${JSON.stringify(label)}\n`);
        output.print({ exported: resolve(file), name: label.name }, () => [`${label.name} is in ${resolve(file)}`]);
      }),
  );
  add(teach, 'import <file>', 'take in a label that was learnt elsewhere').action(
    (file: string, options: CommonOptions) =>
      within(options, async ({ library, output }) => {
        const label = await library.teaching.importLabel(readJson(file));
        output.print(label, () => describe(label));
      }),
  );
  add(teach, 'import-folder <folder>', 'learn to tell the sub-folders of a folder apart, and each as a label').action(
    (folder: string, options: CommonOptions) =>
      within(options, async ({ library, output }) => {
        library.onPush((push) => push.name === 'status' && output.progress(push.payload));
        const lesson = await library.teaching.learnFolder(resolve(folder));
        output.print(lesson, () => [`${lesson.name}: ${lesson.reason}`, ...lesson.labels.flatMap(describe)]);
      }),
  );

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
  add(program, 'similar <file>', 'list the photos that look most like one')
    .option('--limit <n>', 'photos to list', toCount, DEFAULT_SIMILAR)
    .action((path: string, options: CommonOptions & { limit: number }) =>
      within(options, async ({ client, output }) => {
        const { id } = await client.findPhoto({ path: resolve(path) });
        const photos = await client.getSimilar({ photoId: id, limit: options.limit });
        output.print({ photos }, () => photos.map((photo) => `${show(photo.score)}  ${photo.path}`));
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

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(file), 'utf8'));
  } catch {
    throw new AppError('not-found', `${resolve(file)} is not there, or is no JSON.`);
  }
}

const show = (value: number) => value.toFixed(3);
const percent = (share: number) => `${Math.round(share * 100)} %`;
