import type { ModelInfo } from '../shared/model/pack.ts';
import type { Measure } from './measure.ts';

export interface Report {
  date: string;
  program: string;
  model: Pick<ModelInfo, 'id' | 'version' | 'name'>;
  /** Photos of each collection that were judged, and folders that were left out. */
  collections: { name: string; photos: number; leftOut: string[] }[];
  photos: number;
  failed: number;
  measures: Measure[];
}

const PERCENT_DIGITS = 3;

const show = (value: number | null) => (value === null ? '-' : value.toFixed(PERCENT_DIGITS));
const showInterval = ({ low, high }: Measure) => (low === null ? '-' : `${show(low)} to ${show(high)}`);

/** The table for a terminal. */
export function toText(report: Report): string {
  const width = Math.max(...report.measures.map(({ name }) => name.length));
  return groupsOf(report)
    .map(([group, measures]) =>
      [
        group,
        ...measures.map(
          (measure) =>
            `  ${measure.name.padEnd(width)}  ${show(measure.value).padStart(6)}  ${showInterval(measure).padEnd(14)}  n=${measure.count}`,
        ),
      ].join('\n'),
    )
    .join('\n\n');
}

/** `docs/accuracy.md`. */
export function toMarkdown(report: Report): string {
  const { model, program, date, photos, collections } = report;
  const data = collections.map(({ name, photos: count }) => `${name} (${count})`).join(', ');
  const leftOut = collections.flatMap((collection) => collection.leftOut);
  const rows = groupsOf(report).flatMap(([group, measures]) => [
    `| **${group}** | | | |`,
    ...measures.map(
      (measure) => `| ${measure.name} | ${show(measure.value)} | ${showInterval(measure)} | ${measure.count} |`,
    ),
  ]);
  return `# Accuracy

Made by \`npm run eval -- --write\` on ${date}; do not edit. Bowerbird ${program}, model pack ${model.id} ${model.version}.

| Measure | Value | 95 % interval | Photos or queries |
| --- | --- | --- | --- |
${rows.join('\n')}

## How it was measured

- Data: ${data}; ${photos} different photos in one library, copied under names, folders and dates that tell nothing.
${leftOut.length > 0 ? `- Left out, because no concept of WordNet is theirs: ${leftOut.join(', ')}.\n` : ''}- The program is asked through its contract only (\`index\`, \`search\`, \`getPhoto\`), with its default settings.
- A label is right if it is the truth, above it or below it in WordNet 3.0 (\`eval/also-under.tsv\` adds a few links).
- A photo answers a query if its truth is one of the meanings of the words, or below one. Photos whose truth is broader
  than the query can't be judged for it and are left out of its ranking.
- Average precision, and precision of the first 10, look at the whole ranking: what is shown, then the weaker matches that
  are behind a click; relevant photos that are in neither take the last places. Precision of the first 10 looks at fewer
  places where fewer photos are relevant. Precision and recall of what is shown, and "nothing", are of what is shown without
  that click; a query that shows nothing counts for recall only.
- Absent: names of classes of the network none of whose meanings is related to any photo's truth. "Unknown to the network":
  the library has such photos, but no class is for them; nothing, or nothing but right ones, is the honest answer.
- Collections with a folder "other" are judged for their own concepts only, and among their own photos.
- Intervals: seeded bootstrap, 1,000 rounds, over photos (labels) or queries (search).

## What the numbers can't say

- The starter pack's thresholds and calibration were fitted on these photos of Caltech-101 and flowers: figures on those are
  development figures. The photos of ImageNet may be among those that the network was trained on, and those of palms
  served to choose how windows are combined. On photos that nobody developed with, expect less.
- The links for boats and minarets in \`eval/also-under.tsv\` were added after a first run had counted such labels as wrong:
  a judge corrected in one direction only is a mild one.
- "Unknown to the network" is 1 by construction as long as only classes and heads at or below a concept can answer for it.
- An interval says nothing at the end of the scale: "1.000 to 1.000" of 50 photos is no certainty. Intervals count photos or
  queries as independent, which photos of one folder and synonyms of one class are not.
- Each photo has one truth. What else it shows counts as wrong (a person who plays the saxophone, a bee on a daisy), so the
  precision of broad queries and the share of honest "nothing" for things that may stand in the background are lower bounds.
  Facts of heads for settings (person, street, beach) besides the truth are counted, not judged.
- Top-1 and top-5 know only labels that are shown (the fact and the guesses), so they are lower bounds too.
`;
}

function groupsOf({ measures }: Report): [string, Measure[]][] {
  const groups = new Map<string, Measure[]>();
  for (const measure of measures) {
    const group = groups.get(measure.group);
    if (group) group.push(measure);
    else groups.set(measure.group, [measure]);
  }
  return [...groups];
}
