import Database from 'better-sqlite3';

/**
 * Lets only one process index a library at a time. The lock is that of a small SQLite file, so the system drops it when
 * the process ends, however it ends.
 */
export interface IndexLock {
  /** Tries to take the lock; true where this process has it now. */
  tryAcquire(): boolean;
  readonly held: boolean;
  close(): void;
}

export function createIndexLock(path: string): IndexLock {
  const connection = new Database(path, { timeout: 0 });
  let held = false;
  return {
    tryAcquire() {
      if (held) return true;
      try {
        connection.exec('BEGIN EXCLUSIVE');
        held = true;
      } catch (error) {
        if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))) throw error;
      }
      return held;
    },
    get held() {
      return held;
    },
    close() {
      if (held) connection.exec('ROLLBACK');
      connection.close();
    },
  };
}
