import type { ApiClient, Method, Request } from './api.ts';
import { methods } from './api-schema.ts';
import type { Call } from './bridge.ts';
import { fromPlainError } from './errors.ts';

/** One function per method of the contract over any transport's call. They reject with `AppError`. */
export function createClient(call: Call): ApiClient {
  const entryOf = <M extends Method>(method: M) => {
    const send = async (request: Request<M>) => {
      const answer = await call(method, request);
      if (!answer.ok) throw fromPlainError(answer.error);
      return answer.value;
    };
    return [method, send] as const;
  };
  return Object.fromEntries(methods.map(entryOf)) as ApiClient;
}
