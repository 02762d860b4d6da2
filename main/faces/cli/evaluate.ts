import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { TaughtGroup, TaughtLabel } from '../../../shared/model/taught.ts';
import type { Confusion, TeachingReport } from '../../../shared/model/teaching-report.ts';
import type { AddCommand, CommonOptions, Within } from './session.ts';

/** Classes whose confusion is shown as a table; of more, the pairs that were confused most. */
const MOST_COLUMNS = 12;
const MOST_PAIRS = 20;
const MOST_MISTAKES = 5;
const COLUMN = 9;

/** `teach evaluate`. */
export function addEvaluateCommand(teach: Command, add: AddCommand, within: Within): void {
  add(teach, 'evaluate [name]', 'say how right labels and classifiers are on photos they had not seen').action(
    (name: string | undefined, options: CommonOptions) =>
      within(options, async ({ client, library, output }) => {
        library.onPush((push) => push.name === 'status' && output.progress(push.payload));
        await client.trainTaught({});
        const named = (await client.listTaughtGroups({})).filter((group) => name === undefined || group.name === name);
        const labels = await findLabels(name, named.length > 0);
        const reports: (TeachingReport | null)[] = [];
        for (const { concept, classifier } of labels) {
          reports.push(classifier ? await client.getTeachingReport({ concept }) : null);
        }
        for (const group of named) reports.push(await client.getTeachingReport({ group: group.name }));
        // A report may have learnt anew what it tells of.
        const groups = (await client.listTaughtGroups({})).filter((group) =>
          named.some((one) => one.name === group.name),
        );
        const paths = new Map<number, string>();
        for (const { photoId } of reports.flatMap((report) => report?.mistakes.slice(0, MOST_MISTAKES) ?? [])) {
          paths.set(photoId, (await client.getPhoto({ id: photoId })).path);
        }
        output.print({ labels, groups, reports }, () => [
          ...labels.flatMap((label, i) => describeLabel(label, reports[i], paths)),
          ...groups.flatMap((group, i) => describeGroup(group, reports[labels.length + i], paths)),
        ]);

        async function findLabels(wanted: string | undefined, isGroup: boolean): Promise<TaughtLabel[]> {
          if (wanted === undefined) return client.listTaught({});
          try {
            return [library.teaching.find(wanted)];
          } catch (error) {
            if (isGroup && error instanceof AppError && error.code === 'not-found') return [];
            throw error;
          }
        }
      }),
  );
}

/** How right a label is, in lines. @param paths of the photos that were mistaken */
export function describeLabel(
  { name, classifier }: TaughtLabel,
  report: TeachingReport | null | undefined,
  paths: ReadonlyMap<number, string>,
): string[] {
  if (!classifier || !report) return [`${name}: not learnt yet`];
  return [
    `${name}: ${classifier.reason}`,
    ...describeReport(report),
    ...describeConfusion(report.confusion, 'not it', 'not found'),
    ...describeMistakes(report, 'not it', paths),
  ];
}

/** The same of a classifier over several classes, with its confusion. */
export function describeGroup(
  { name, reason, knownAccuracy, knownShare, unknownBelow }: TaughtGroup,
  report: TeachingReport | null | undefined,
  paths: ReadonlyMap<number, string>,
): string[] {
  const known =
    knownAccuracy === null || knownShare === null
      ? []
      : [
          `  "unknown" below ${show(unknownBelow)}: ${percent(knownShare)} get an answer, ${percent(knownAccuracy)} of these are right`,
        ];
  if (!report) return [`${name}: ${reason}`, ...known];
  return [
    `${name}: ${reason}`,
    ...known,
    ...describeReport(report),
    ...describeConfusion(report.confusion, 'none', 'unknown'),
    ...describeMistakes(report, 'none', paths),
  ];
}

function describeReport(report: TeachingReport): string[] {
  const { measure, split, candidates, testAccuracy, learningCurve, calibration } = report;
  const measured = measure === 'accuracy' ? 'accuracy' : 'average precision';
  return [
    ...(candidates.length === 0 ? [] : [`  compared on ${split.training} photos, by ${measured}:`]),
    ...candidates.map(({ name, score, isChosen }) => `  ${isChosen ? '>' : ' '} ${show(score)}  ${name}`),
    ...(testAccuracy === null ? [] : [`  of ${split.test} photos kept apart: ${percent(testAccuracy)} right`]),
    ...(learningCurve.length === 0 ? [] : [`  examples  ${measured} (95 % interval)`]),
    ...learningCurve.map(
      ({ examples, accuracy, low, high }) =>
        `  ${String(examples).padStart(8)}  ${show(accuracy)} (${show(low)} to ${show(high)})`,
    ),
    ...(calibration.length === 0 ? [] : ['    photos  told   right']),
    ...calibration.map(
      ({ photos, probability, right }) => `  ${String(photos).padStart(8)}  ${show(probability)}  ${show(right)}`,
    ),
  ];
}

/** `rows are what photos are, columns what they were taken for` */
function describeConfusion(confusion: Confusion | null, none: string, unknown: string): string[] {
  if (!confusion) return [];
  const { classes, cells } = confusion;
  const nameOf = (k: number | null, other: string) => (k === null ? other : (classes[k]?.name ?? ''));
  if (classes.length > MOST_COLUMNS) {
    const wrong = cells
      .filter(({ truth, answer }) => truth !== answer)
      .sort((a, b) => b.photoIds.length - a.photoIds.length)
      .slice(0, MOST_PAIRS);
    return wrong.map(
      ({ truth, answer, photoIds }) =>
        `  ${String(photoIds.length).padStart(4)}  ${nameOf(truth, none)} taken for ${nameOf(answer, unknown)}`,
    );
  }
  const answers = [...classes.keys(), null];
  const truths = [...classes.keys(), ...(cells.some(({ truth }) => truth === null) ? [null] : [])];
  const width = Math.max(...truths.map((truth) => nameOf(truth, none).length));
  const count = (truth: number | null, answer: number | null) =>
    cells.find((cell) => cell.truth === truth && cell.answer === answer)?.photoIds.length ?? 0;
  const toRow = (name: string, columns: readonly string[]) =>
    `  ${name.padEnd(width)}  ${columns.map((text) => text.slice(0, COLUMN).padStart(COLUMN)).join(' ')}`;
  return [
    toRow(
      '',
      answers.map((answer) => nameOf(answer, unknown)),
    ),
    ...truths.map((truth) =>
      toRow(
        nameOf(truth, none),
        answers.map((answer) => String(count(truth, answer))),
      ),
    ),
  ];
}

function describeMistakes({ mistakes }: TeachingReport, none: string, paths: ReadonlyMap<number, string>): string[] {
  if (mistakes.length === 0) return [];
  return [
    '  surest mistakes:',
    ...mistakes
      .slice(0, MOST_MISTAKES)
      .map(
        ({ photoId, truth, answer, probability }) =>
          `  ${show(probability)}  ${truth?.name ?? none} taken for ${answer?.name ?? none}: ${paths.get(photoId) ?? ''}`,
      ),
  ];
}

const show = (value: number) => value.toFixed(3);
const percent = (share: number) => `${Math.round(share * 100)} %`;
