import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

/** A program of this folder that runs in a process of its own and tells what it does, one JSON document a line. */
export interface HostProcess<Message> {
  /** All that was told so far. */
  readonly told: readonly Message[];
  readonly stderr: string;
  /** Waits until something is told that fits. @throws Error where the process ends before */
  until(fits: (message: Message) => boolean): Promise<Message>;
  /** Ends it at once, as the system does when it is out of memory, and waits until it is gone and all it told has been read. */
  kill(): Promise<void>;
  /** Waits for its end by itself. */
  readonly ended: Promise<number | null>;
}

export interface HostOptions {
  /** A command before it, such as one that changes what it may do. */
  before?: readonly string[];
  env?: Record<string, string>;
}

/** Starts `<name>-host.ts`; whatever happens, it is gone after the test. */
export function startHost<Message>(
  name: string,
  args: readonly string[],
  { before = [], env = {} }: HostOptions = {},
): HostProcess<Message> {
  const [program = process.execPath, ...rest] = [
    ...before,
    process.execPath,
    join(import.meta.dirname, `${name}-host.ts`),
    ...args,
  ];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const told: Message[] = [];
  const listeners = new Set<() => void>();
  let stderr = '';
  let isOver = false;
  const tellAll = () => {
    for (const listener of listeners) listener();
  };
  child.stderr.on('data', (text: Buffer) => {
    stderr += text;
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    try {
      told.push(JSON.parse(line));
    } catch {
      // A line that was cut short by the kill says nothing.
      return;
    }
    tellAll();
  });
  const read = once(lines, 'close');
  const ended = (async () => {
    const [code] = (await once(child, 'close')) as [number | null];
    await read;
    isOver = true;
    tellAll();
    return code;
  })();
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });

  return {
    told,
    get stderr() {
      return stderr;
    },
    ended,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = told.find(fits);
          if (found === undefined && !isOver) return;
          listeners.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`${name} ended before it told what was waited for: ${stderr}`));
        };
        listeners.add(look);
        look();
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
