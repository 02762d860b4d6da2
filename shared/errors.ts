/** What can go wrong in a way that the caller can act on. */
export type ErrorCode =
  | 'invalid-request'
  | 'not-found'
  | 'folder-unavailable'
  | 'unsupported'
  | 'model-invalid'
  | 'library-newer'
  | 'library-damaged'
  | 'disk-full'
  | 'cancelled'
  | 'internal';

/** An error as it crosses the contract. */
export interface PlainError {
  code: ErrorCode;
  /** One sentence for the user: what happened, to what, what to do. */
  message: string;
  details?: Record<string, string | number> | undefined;
}

/** An error that is meant for the caller, whatever lies between. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, string | number> | undefined;

  constructor(code: ErrorCode, message: string, details?: Record<string, string | number>) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** Makes any thrown value fit to cross the contract. What is not an AppError becomes `internal` with its message. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof AppError) {
    return { code: error.code, message: error.message, ...(error.details ? { details: error.details } : {}) };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** The other way: what a client throws. */
export function fromPlainError(plain: PlainError): AppError {
  return new AppError(plain.code, plain.message, plain.details);
}

/** For the branch of a switch that can't be reached. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

/** @throws Error where the condition does not hold: a mistake in the program, never the user's */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}
