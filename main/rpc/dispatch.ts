import * as v from 'valibot';
import type { ApiHandlers, Method, Request, Response } from '../../shared/api.ts';
import { apiSchema } from '../../shared/api-schema.ts';
import type { Answer, Call } from '../../shared/bridge.ts';
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
  /** The same for callers in this process, which have types to rely on: `createClient(dispatcher.answer)`. */
  answer: Call;
}

/** Of a method's name that nobody knows, this much is repeated. */
const MAX_NAME = 100;

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
  const [issue] = parsed.issues;
  // What a check of our own finds fault with is the user's to mend, and said in words for him.
  const message = issue.type === 'check' ? issue.message : `Wrong request to ${method}: ${describeIssue(issue)}`;
  throw new AppError('invalid-request', message, { method });
}

function logUnexpected(method: Method, error: unknown): void {
  console.error(`${method} failed unexpectedly:`, error);
}

/** Validates each request against the contract, calls its handler, and makes any error plain data. */
export function createDispatcher(handlers: ApiHandlers, options: DispatcherOptions = {}): Dispatcher {
  const { onTiming, onUnexpected = logUnexpected } = options;

  async function attempt<M extends Method>(method: M, request: unknown): Promise<Answer<Response<M>>> {
    try {
      return { ok: true, value: await handlers[method](validate(method, request)) };
    } catch (error) {
      if (!(error instanceof AppError)) onUnexpected(method, error);
      return { ok: false, error: toPlainError(error) };
    }
  }

  async function answer<M extends Method>(method: M, request: unknown): Promise<Answer<Response<M>>> {
    const startedAt = performance.now();
    const result = await attempt(method, request);
    onTiming?.({ method, ms: performance.now() - startedAt, ok: result.ok });
    return result;
  }

  return {
    answer,
    async call(method, request) {
      if (isMethod(method)) return answer(method, request);
      const name = JSON.stringify(method.slice(0, MAX_NAME));
      return { ok: false, error: { code: 'invalid-request', message: `There is no method ${name}` } };
    },
  };
}
