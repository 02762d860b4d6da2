import type { Measure } from './measure.ts';
import { averagePrecision, bootstrap, mean, precisionAt, share } from './metrics.ts';
import { makeQueries, type Query, type QueryKind } from './queries.ts';
import type { ShownPhoto, Subject } from './subject.ts';
import type { Taxonomy } from './taxonomy.ts';

/** How one query went, over the photos that can be judged for it. */
export interface QueryResult {
  kind: QueryKind;
  text: string;
  relevant: number;
  shown: number;
  right: number;
  averagePrecision: number | undefined;
  precisionAt10: number | undefined;
}

const WITH_PHOTOS: readonly QueryKind[] = ['class name', 'class name, a single photo of it', 'synonym', 'ancestor'];
const WITHOUT_PHOTOS: readonly QueryKind[] = ['absent living thing', 'absent other thing', 'unknown to the network'];

/** Asks the queries that fit the library's photos of `classes` collections. */
export async function runQueries(subject: Subject, taxonomy: Taxonomy): Promise<QueryResult[]> {
  const truths = [...subject.photos.values()].flatMap(({ collection, truth }) =>
    collection.kind === 'classes' && truth !== undefined
      ? [{ concept: truth, relation: collection.relations.get(truth) ?? taxonomy.relationOf(truth) }]
      : [],
  );
  const results: QueryResult[] = [];
  for (const query of makeQueries(truths, taxonomy)) results.push(await runQuery(query, subject, taxonomy));
  return results;
}

async function runQuery({ kind, text, senses }: Query, subject: Subject, taxonomy: Taxonomy): Promise<QueryResult> {
  const verdictOf = new Map([...subject.photos].map(([id, photo]) => [id, judge(photo, senses, taxonomy)] as const));
  const verdicts = [...verdictOf.values()].filter((verdict) => verdict !== undefined);
  const relevant = verdicts.filter(Boolean).length;
  const judgeAll = (ids: readonly number[]) =>
    ids.map((id) => verdictOf.get(id)).filter((verdict) => verdict !== undefined);
  const shown = judgeAll(await subject.search(text));
  const ranking = [...shown, ...judgeAll(await subject.search(text, 'weaker'))];
  return {
    kind,
    text,
    relevant,
    shown: shown.length,
    right: shown.filter(Boolean).length,
    averagePrecision: averagePrecision(ranking, relevant, verdicts.length),
    precisionAt10: precisionAt(ranking, 10, relevant),
  };
}

/** Whether a photo answers a query; undefined where its truth is too broad to say, or only half known. */
function judge({ collection, truth }: ShownPhoto, senses: readonly number[], taxonomy: Taxonomy): boolean | undefined {
  if (collection.kind !== 'classes' || truth === undefined) return undefined;
  if (senses.some((sense) => taxonomy.isWithin(truth, sense))) return true;
  return senses.some((sense) => taxonomy.isWithin(sense, truth)) ? undefined : false;
}

export function measureSearch(results: readonly QueryResult[]): Measure[] {
  const ofKind = (kind: QueryKind) => results.filter((result) => result.kind === kind);
  const found = WITH_PHOTOS.flatMap((kind) => {
    const queries = ofKind(kind);
    const measure = (name: string, statistic: (sample: readonly QueryResult[]) => number | undefined): Measure => ({
      group: `Search by ${kind}`,
      name,
      ...bootstrap(queries, statistic),
    });
    return [
      measure('mean average precision, weaker matches behind the rest', (sample) =>
        mean(sample.map((query) => query.averagePrecision)),
      ),
      measure('precision of the first 10', (sample) => mean(sample.map((query) => query.precisionAt10))),
      measure('precision of what is shown', (sample) => mean(sample.map(precisionOf))),
      measure('recall of what is shown', (sample) => mean(sample.map(({ right, relevant }) => right / relevant))),
      measure('false "nothing"', (sample) => share(sample, ({ shown }) => shown === 0)),
    ];
  });
  const nothing = WITHOUT_PHOTOS.map((kind) => ({
    group: 'Search for what is not there',
    name: `honest "nothing": ${kind}`,
    ...bootstrap(ofKind(kind), (sample) => share(sample, ({ shown, right }) => shown === right)),
  }));
  return [...found, ...nothing];
}

const precisionOf = ({ right, shown }: QueryResult) => (shown === 0 ? undefined : right / shown);
