import { countUnanswered } from '../core/library.ts';

/**
 * Ends this process, also where a disk or share hangs: in order it could not end before that answers, for its threads would
 * be waited for. The code is then that of a process that was killed.
 */
export function endProcess(code: number): void {
  if (countUnanswered() === 0) process.exit(code);
  process.kill(process.pid, 'SIGKILL');
}
