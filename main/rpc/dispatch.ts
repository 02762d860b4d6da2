import * as v from 'valibot';
import type { ApiHandlers, Method, Request, Response } from '../../shared/api.ts';
import { apiSchema } from '../../shared/api-schema.ts';
import type { Answer } from '../../shared/bridge.ts';
import { AppError, toPlainError } from '../../shared/errors.ts';

/** How long a call took. */
export interface CallTiming {
  method: Method;
  ms: number;
  ok: boolean;
}

/** What a dispatcher tells of besides answers. */
export interface DispatcherOptions {
  onTiming?: (timing: CallTiming) => void;
  /** Takes an error that nobody expected: a mistake in the program. Default: the stack to stderr. */
  onUnexpected?: (method: Method, error: unknown) => void;
}

/** Answers calls that come from outside, over whatever transport. */
export interface Dispatcher {
  /** Never rejects: what goes wrong is in the answer. */
  call(method: string, request: unknown): Promise<Answer<unknown>>;
}

/** The schema of each method, typed by method (in `apiSchema` each has a type of its own). */
const validators: { [M in Method]: v.GenericSchema<unknown, Request<M>> } = apiSchema;

/** Only the contract's own keys: not `constructor`, not `__proto__`. */
function isMethod(name: string): name is Method {
  return Object.hasOwn(apiSchema, name);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue);
  return field === null ? issue.message : `${field}: ${issue.message}`;
}

function validate<M extends Method>(method: M, request: unknown): Request<M> {
  const parsed = v.safeParse(validators[method], request, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new AppError('invalid-request', `Wrong request to ${method}: ${describeIssue(parsed.issues[0])}`, { method });
}

function logUnexpected(method: Method, error: unknown): void {
  console.error(`${method} failed unexpectedly:`, error);
}

/** Validates each request against the contract, calls its handler, and makes any error plain data. */
export function createDispatcher(handlers: ApiHandlers, options: DispatcherOptions = {}): Dispatcher {
  const { onTiming, onUnexpected = logUnexpected } = options;

  async function answer<M extends Method>(method: M, request: unknown): Promise<Answer<Response<M>>> {
    try {
      return { ok: true, value: await handlers[method](validate(method, request)) };
    } catch (error) {
      if (!(error instanceof AppError)) onUnexpected(method, error);
      return { ok: false, error: toPlainError(error) };
    }
  }

  return {
    async call(method, request) {
      if (!isMethod(method)) {
        const name = JSON.stringify(String(method).slice(0, 100));
        return { ok: false, error: { code: 'invalid-request', message: `There is no method ${name}` } };
      }
      const startedAt = performance.now();
      const result = await answer(method, request);
      onTiming?.({ method, ms: performance.now() - startedAt, ok: result.ok });
      return result;
    },
  };
}
