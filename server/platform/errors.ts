/** What a caller did wrong, in the words of RFC 6901: a JSON pointer into the body and one sentence. */
export type FieldError = { pointer: string; detail: string };

/**
 * An error with an answer. `server/http/response/problem.ts` maps every code to one RFC 9457 problem in one exhaustive switch;
 * an error of any other class becomes a generic 500, its message never leaves the process.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly fields: FieldError[];
  readonly extensions: Record<string, unknown>;

  constructor(
    code: AppErrorCode,
    message: string,
    options: { fields?: FieldError[]; extensions?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.fields = options.fields ?? [];
    this.extensions = options.extensions ?? {};
  }
}

export const appErrorCodes = [
  "malformed_json",
  "unsupported_media_type",
  "body_too_large",
  "invalid_input",
  "idempotency_key_reused",
  "idempotency_key_in_flight",
  "unauthorized",
  "forbidden",
  "not_found",
  "method_not_allowed",
  "conflict",
  "precondition_failed",
  "precondition_required",
  "too_many_tries",
  "too_many_orders",
  "gone",
  "unavailable",
] as const;
export type AppErrorCode = (typeof appErrorCodes)[number];

/** 422: the body was read, and this is what is wrong with it. */
export class InvalidInputError extends AppError {
  constructor(
    fields: FieldError[],
    message = "The request was understood, but some of its values are not acceptable.",
  ) {
    super("invalid_input", message, { fields });
  }
}

/** 404: nothing here goes by that id. */
export class NotFoundError extends AppError {
  constructor(message: string) {
    super("not_found", message);
  }
}

/** 409: somebody else, or an earlier step, has already decided. Carries what decided it where that is known. */
export class ConflictError extends AppError {
  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super("conflict", message, { extensions });
  }
}

/** 410: what was asked for was purged after its retention time, and nothing brings it back. */
export class GoneError extends AppError {
  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super("gone", message, { extensions });
  }
}
