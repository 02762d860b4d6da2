// migrate-host.ts DATABASE: opens a database, which brings its tables up to date. To be killed.
import { closeDatabase, openDatabase } from '../../main/core/db/connection.ts';
import { tell } from './tell.ts';

/** What it tells: that it begins, and that it is done and how long that took. */
export type MigrateMessage = { kind: 'begins' } | { kind: 'done'; ms: number };

const [path = ''] = process.argv.slice(2);
tell({ kind: 'begins' } satisfies MigrateMessage);
const startedAt = performance.now();
const db = openDatabase(path);
tell({ kind: 'done', ms: performance.now() - startedAt } satisfies MigrateMessage);
closeDatabase(db);
