import type { FailureCode } from "#server/contracts/delivery/failure-code.ts";
import { PermanentError, RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { storableText } from "#server/platform/database/storable-text.ts";

export type Failure = {
  code: FailureCode;
  permanent: boolean;
  ambiguous: boolean;
  error: string;
  reply: string | null;
  retryAfterSeconds: number | null;
};

const maxCharacters = 16_000;

/** The failure of an error that a handler threw. An error that is not an outcome is retried as `unexpected`. */
export function classifyFailure(error: unknown): Failure {
  const shared = {
    error: storableText(describe(error), maxCharacters),
    reply: null,
    retryAfterSeconds: null,
    ambiguous: false,
  };
  if (error instanceof PermanentError) {
    return {
      ...shared,
      code: error.code,
      permanent: true,
      reply: error.reply === undefined ? null : storableText(error.reply, maxCharacters),
    };
  }
  if (error instanceof RetryableError) {
    return {
      ...shared,
      code: error.code,
      permanent: false,
      ambiguous: error.ambiguous,
      reply: error.reply === undefined ? null : storableText(error.reply, maxCharacters),
      retryAfterSeconds: error.retryAfterSeconds ?? null,
    };
  }
  return { ...shared, code: "unexpected", permanent: false };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `A handler threw ${typeof error}: ${String(error)}`;
  // An outcome is a sentence for the operator. Only an unexpected error needs its stack.
  if (error instanceof PermanentError || error instanceof RetryableError) return error.message;
  return error.stack ?? `${error.name}: ${error.message}`;
}
