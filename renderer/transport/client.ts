import type { ApiClient, Method, Push } from '../../shared/api.ts';
import { methods } from '../../shared/api-schema.ts';
import type { Call, HostCommand } from '../../shared/bridge.ts';
import { AppError, fromPlainError } from '../../shared/errors.ts';
import type { MediaSize } from '../../shared/model/photo.ts';

/** Everything the renderer knows of the world outside. */
export interface Transport {
  client: ApiClient;
  /** @returns stops listening */
  onPush(listener: (push: Push) => void): () => void;
  /** Tells when the core is lost and when it is back; nothing as long as all is well. @returns stops listening */
  onConnection(listener: (connected: boolean) => void): () => void;
  /** A photo is its content, so what an address shows never changes. */
  mediaUrl(id: number, size: MediaSize): string;
  /** Where a file lies that was dropped on the page; not there where the page may not know. */
  pathOf?(file: File): string;
  /** Lets the user drag the files of photos to other programs; to be called when a drag begins. */
  dragOut?(photoIds: readonly number[]): void;
  /** What the user picks in the program's own menus. @returns stops listening */
  onCommand?(listener: (command: HostCommand) => void): () => void;
}

/** The core could not be reached: nothing is known of whether it did what was asked. */
export class ConnectionError extends AppError {
  constructor(message: string) {
    super('internal', message);
    this.name = 'ConnectionError';
  }
}

/** One function per method of the contract over one call function. */
export function createClient(call: Call): ApiClient {
  const methodOf = (method: Method) => async (request: never) => {
    const answer = await call(method, request);
    if (!answer.ok) throw fromPlainError(answer.error);
    return answer.value;
  };
  return Object.fromEntries(methods.map((method) => [method, methodOf(method)])) as unknown as ApiClient;
}
