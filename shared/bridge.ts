import type { Method, Push, Request, Response } from './api.ts';
import type { PlainError } from './errors.ts';

/** How an answer crosses a transport: errors are data, never exceptions of the transport. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: PlainError };

/** One call of the contract, whatever carries it. It rejects only where the other side can't be reached. */
export type Call = <M extends Method>(method: M, request: Request<M>) => Promise<Answer<Response<M>>>;

/** So many photos can be dragged to another program at once. */
export const maxDragged = 1_000;

/** What the user picks in the program's own menus and the page has to do. */
export type HostCommand = 'add-folder' | 'search' | 'settings' | 'help';

/** What the preload puts on `window.bowerbird`: all that a page in Electron may do. */
export interface Bridge {
  call: Call;
  /** @returns stops listening */
  onPush(listener: (push: Push) => void): () => void;
  /** Address in front of `/<id>/<size>` of a picture, such as `photo://media`. */
  mediaBase: string;
  /** Where a file or folder lies that was dropped on the page; empty where it lies nowhere. */
  pathOf(file: object): string;
  /** Begins to drag the files of photos to other programs, `maxDragged` at most. */
  dragOut(photoIds: number[]): void;
  /** @returns stops listening */
  onCommand(listener: (command: HostCommand) => void): () => void;
}
