import type { Estimate } from './metrics.ts';

/** One line of the table. */
export interface Measure extends Estimate {
  group: string;
  name: string;
}
