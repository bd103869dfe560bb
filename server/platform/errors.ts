/** One invalid value of a request: a JSON pointer into the body (RFC 6901) and the rule that it breaks. */
export type FieldError = { pointer: string; detail: string };

/**
 * An error that is reported to the client. `server/http/response/problem.ts` maps every code to one RFC 9457 problem in one exhaustive
 * switch. An error of any other class becomes a generic 500 without its message.
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

/** 422: the body was parsed, and some of its values are invalid. */
export class InvalidInputError extends AppError {
  constructor(
    fields: FieldError[],
    message = "The request was understood, but some of its values are not acceptable.",
  ) {
    super("invalid_input", message, { fields });
  }
}

/** 404: the id is unknown. */
export class NotFoundError extends AppError {
  constructor(message: string) {
    super("not_found", message);
  }
}

/** 409: the state no longer allows the change. The extensions name the current state where it is known. */
export class ConflictError extends AppError {
  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super("conflict", message, { extensions });
  }
}

/** 410: the payload was purged after its retention time. */
export class GoneError extends AppError {
  constructor(message: string, extensions: Record<string, unknown> = {}) {
    super("gone", message, { extensions });
  }
}
