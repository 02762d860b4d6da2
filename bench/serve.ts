import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const cli = resolve(import.meta.dirname, '..', 'dist', 'main', 'cli.js');

/** USER_HZ of Linux, as seen by programs on every platform. */
const TICKS = 100;

/** The built app (`npm run build`) in a process of its own, as a user starts it. */
export interface ServedApp {
  url: string;
  /** Memory of it and of the processes that it has started, now and at most, in MB; null where the system does not tell. */
  memoryMb(): { now: number; peak: number } | null;
  stop(): Promise<void>;
}

/** @throws Error where it does not come up */
export async function serveApp(dataFolder: string): Promise<ServedApp> {
  const child: ChildProcess = spawn(process.execPath, [cli, 'serve', '--no-open', '--json', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolveUrl, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk;
      if (text.includes('\n')) resolveUrl((JSON.parse(text) as { url: string }).url);
    });
    child.once('exit', (code) => reject(new Error(`The app ended with code ${code}; was it built?`)));
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  return {
    url,
    memoryMb: () => readMemory(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Linux only: adds up a process and its children. */
export function readMemory(pid: number): { now: number; peak: number } | null {
  try {
    const pids = [pid, ...childrenOf(pid)];
    const values = pids.map((one) => {
      const status = readFileSync(`/proc/${one}/status`, 'utf8');
      const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'mu').exec(status)?.[1] ?? 0) / 1024;
      return { now: read('VmRSS'), peak: read('VmHWM') };
    });
    const sum = (key: 'now' | 'peak') => Math.round(values.reduce((total, value) => total + value[key], 0));
    return { now: sum('now'), peak: sum('peak') };
  } catch {
    return null;
  }
}

/** Linux only: processor time of a process and its children, in seconds. */
export function readCpuSeconds(pid: number): number | null {
  try {
    return [pid, ...childrenOf(pid)].reduce((sum, one) => {
      // Behind the name, which may hold anything: 12th and 13th are user and system time, in hundredths of a second.
      const fields = readFileSync(`/proc/${one}/stat`, 'utf8')
        .replace(/^.*\) /su, '')
        .split(' ');
      return sum + (Number(fields[11]) + Number(fields[12])) / TICKS;
    }, 0);
  } catch {
    return null;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(join('/proc', String(pid), 'task', thread, 'children'), 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  );
}
