import type { TeachingReport } from '../../shared/model/teaching-report.ts';
import type { ReadDb } from './db/connection.ts';
import { listTaught, listTaughtThresholds } from './db/taught.ts';
import type { LearntReport } from './learn/report-label.ts';
import type { Teacher } from './learn/teacher.ts';
import type { Teaching } from './teaching.ts';

export interface TeachingReportsDeps {
  db: ReadDb;
  teaching: Teaching;
  teacher: Teacher;
  /** What a concept is called. */
  nameOf(concept: string): string;
}

/** How well things were learnt, in the user's words. */
export interface TeachingReports {
  /** @throws AppError not-found, cancelled */
  ofLabel(label: string): Promise<TeachingReport>;
  /** Of a classifier over several classes. @throws AppError not-found, cancelled */
  ofGroup(name: string): Promise<TeachingReport>;
}

export function createTeachingReports({ db, teaching, teacher, nameOf }: TeachingReportsDeps): TeachingReports {
  /** The report as it is kept knows concepts: names may have changed since. */
  function complete({ report, madeAtMs }: { report: LearntReport; madeAtMs: number }): TeachingReport {
    const named = <T extends { concept: string }>(ref: T) => ({ ...ref, name: nameOf(ref.concept) });
    const { confusion, mistakes } = report;
    return {
      ...report,
      trainedAt: new Date(madeAtMs).toISOString(),
      isThresholdChosen: false,
      confusion: confusion && { ...confusion, classes: confusion.classes.map(named) },
      mistakes: mistakes.map((mistake) => ({
        ...mistake,
        truth: mistake.truth && named(mistake.truth),
        answer: mistake.answer && named(mistake.answer),
      })),
    };
  }

  return {
    async ofLabel(label) {
      const { concept, name } = teaching.find(label);
      const find = () => listTaught(db).find((row) => row.concept === concept);
      const report = complete(await teacher.reportLabel(find()?.id ?? 0, name));
      const bounds = listTaughtThresholds(db).find((other) => other.concept === concept);
      return {
        ...report,
        foundProbability: bounds?.foundProbability ?? report.foundProbability,
        factProbability: bounds?.factProbability ?? report.factProbability,
        isThresholdChosen: (find()?.chosenProbability ?? null) !== null,
      };
    },
    ofGroup: async (name) => complete(await teacher.reportGroup(name)),
  };
}
