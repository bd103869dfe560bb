import type { FailureCode } from "#server/contracts/delivery/failure-code.ts";

type FailureOptions = {
  /** What the other side said, word for word. */
  reply?: string;
  cause?: unknown;
};

/** Dead at once: no retry would change it. */
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

/** Later: the same message may well succeed. Anything else that a handler throws is retried as `unexpected`. */
export class RetryableError extends Error {
  readonly code: FailureCode;
  readonly reply: string | undefined;
  /** Seconds the other side asked us to wait; replaces the back-off when it is longer. */
  readonly retryAfterSeconds: number | undefined;
  /** The effect may have happened: the last byte was out and no answer came. */
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
