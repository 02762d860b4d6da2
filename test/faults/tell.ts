import { writeSync } from 'node:fs';

/** Tells the test something; it has been told when this returns, whatever happens to the process then. */
export function tell(message: unknown): void {
  writeSync(1, `${JSON.stringify(message)}\n`);
}
