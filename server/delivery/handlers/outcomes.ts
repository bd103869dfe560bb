import type { FailureCode } from "#server/contracts/delivery/failure-code.ts";

type FailureOptions = {
  /** The reply of the destination, verbatim. */
  reply?: string;
  cause?: unknown;
};

/** A permanent failure: dead-lettered at once, because a retry would fail, too. */
export class PermanentError extends Error {
  readonly code: FailureCode;
  readonly reply: string | undefined;

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "PermanentError";
    this.code = code;
    this.reply = options.reply;
  }
}

/** A transient failure: retried. Any other error of a handler is retried as `unexpected`. */
export class RetryableError extends Error {
  readonly code: FailureCode;
  readonly reply: string | undefined;
  /** The delay that the destination asked for in seconds. Replaces a shorter back-off. */
  readonly retryAfterSeconds: number | undefined;
  /** The effect may have happened: the last byte was sent and no reply arrived. */
  readonly ambiguous: boolean;

  constructor(
    code: FailureCode,
    message: string,
    options: FailureOptions & { retryAfterSeconds?: number; ambiguous?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "RetryableError";
    this.code = code;
    this.reply = options.reply;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.ambiguous = options.ambiguous ?? false;
  }
}
