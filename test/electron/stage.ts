import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Method, Request, Response } from '../../shared/api.ts';
import type { FromApp, StageEvent, StageRequest, ToApp } from './messages.ts';

type EventOf<K extends StageEvent['kind']> = Extract<StageEvent, { kind: K }>;

const runner = fileURLToPath(new URL('./run-app.ts', import.meta.url));
const mainModule = fileURLToPath(new URL('../../dist/main/electron.js', import.meta.url));

/** How the app is started where a test does not say. */
export const usualStart = (): StageStart => ({ runner, mainModule });

/** What a stage starts: the runner, the main module it is given, and the process's working folder. */
export interface StageStart {
  runner: string;
  mainModule: string;
  workingFolder?: string;
  /** A name: the process that is to read such a file ends there and then. */
  crashingFile?: string;
  /** Whether it is run as an installed program. */
  isPackaged?: boolean;
}

/** The app's main process on the stand-in for Electron, as a test holds it. */
export class Stage {
  readonly #child: ChildProcess;
  /** Stands for the user's own folder: `data/Trash` and `config/autostart` are in it. Gone when the app has ended. */
  readonly home = mkdtempSync(join(tmpdir(), 'bowerbird-home-'));
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  readonly #seen: StageEvent[] = [];
  readonly #emitter = new EventEmitter();
  #lastNumber = 0;

  constructor(args: readonly string[], start: StageStart = { runner, mainModule }) {
    if (!existsSync(start.mainModule)) throw new Error('The app is not built: npm run build');
    const options = start.workingFolder === undefined ? {} : { cwd: start.workingFolder };
    const env = {
      ...process.env,
      XDG_DATA_HOME: join(this.home, 'data'),
      XDG_CONFIG_HOME: join(this.home, 'config'),
      STAND_IN_CRASH: start.crashingFile ?? '',
      STAND_IN_PACKAGED: start.isPackaged ? '1' : '',
    };
    this.#child = fork(start.runner, [start.mainModule, ...args], {
      serialization: 'advanced',
      execArgv: [],
      env,
      ...options,
    });
    this.#child.on('message', (message: FromApp) => this.#take(message));
    this.#child.on('exit', (code) => {
      rmSync(this.home, { recursive: true, force: true });
      for (const { reject } of this.#waiting.values()) reject(new Error(`The app ended with ${code}`));
      this.#waiting.clear();
    });
  }

  #take(message: FromApp): void {
    if ('event' in message) {
      this.#seen.push(message.event);
      this.#emitter.emit('event', message.event);
      return;
    }
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if ('error' in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.value);
  }

  /** @throws Error where the app threw, or ended meanwhile */
  ask(request: StageRequest): Promise<unknown> {
    if (!this.isRunning) return Promise.reject(new Error('The app has ended'));
    const number = ++this.#lastNumber;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      const message: ToApp = { number, request };
      this.#child.send(message);
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Events of a kind until now. */
  seen<K extends StageEvent['kind']>(kind: K): EventOf<K>[] {
    return this.#seen.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** The last event of a kind until now. */
  last<K extends StageEvent['kind']>(kind: K): EventOf<K> | undefined {
    return this.seen(kind).at(-1);
  }

  /** Listens to events to come. @returns stops listening */
  on(listener: (event: StageEvent) => void): () => void {
    this.#emitter.on('event', listener);
    return () => this.#emitter.off('event', listener);
  }

  /** The first event of a kind, past or to come. */
  async first<K extends StageEvent['kind']>(kind: K): Promise<EventOf<K>> {
    for (;;) {
      const [event] = this.seen(kind);
      if (event !== undefined) return event;
      if (!this.isRunning) throw new Error(`The app ended before "${kind}"`);
      await Promise.race([once(this.#emitter, 'event'), once(this.#child, 'exit')]);
    }
  }

  /** Waits for the end. @returns the exit code */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  /** A call of the contract by the app's own page, in the first window. @throws Error where it is refused */
  async call<M extends Method>(method: M, request: Request<M>): Promise<Response<M>> {
    const frame = { url: 'app://bowerbird/', isMain: true };
    const args = [method, request];
    const answer = await this.ask({ kind: 'invoke', window: 1, frame, channel: 'bowerbird:call', args });
    const { ok, value, error } = answer as { ok: boolean; value: Response<M>; error?: { message: string } };
    if (!ok) throw new Error(error?.message);
    return value;
  }

  /** Quits the app, as a user does, and waits for its end. */
  async close(): Promise<void> {
    if (this.seen('ready').length > 0) await this.ask({ kind: 'quit' }).catch(() => undefined);
    else this.#child.kill();
    await this.ended();
  }
}
