import type { Database } from 'better-sqlite3';

/**
 * What the user sets of a taught label by hand, which no training changes; and beside each thing learnt the report on it
 * (JSON), made when it is first asked for.
 */
export function reportOnLearning(connection: Database): void {
  connection.exec(`
    ALTER TABLE taught ADD COLUMN chosen_probability REAL;
    ALTER TABLE taught_version ADD COLUMN report TEXT;
    ALTER TABLE taught_group ADD COLUMN report TEXT;
    -- The examples of its classes, as one text, for which it is right.
    ALTER TABLE taught_group ADD COLUMN settled_for TEXT NOT NULL DEFAULT '';
  `);
}
