import type { FailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { AttemptContext } from "#server/delivery/attempts/attempt.ts";
import { classifyFailure, type Failure } from "#server/delivery/deliveries/classify-failure.ts";
import { markDataSent } from "#server/delivery/deliveries/sql/mark-data-sent.ts";
import type { Untouched } from "#server/delivery/deliveries/sql/read-untouched.ts";
import type { ClaimedAttempt } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { BeforeLastByte, Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import { runHandler } from "#server/delivery/handlers/run-handler.ts";
import { storableText } from "#server/platform/database/storable-text.ts";
import { isHeld } from "#server/platform/pgboss/is-held.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";

const maxReplyCharacters = 2_000;

/** Nothing was sent, because another worker may have taken over the attempt. */
export const takenOver: FailureCode = "worker_lost";

export type Outcome = { receipt: Receipt } | { failure: Failure };

/** Runs the handler on one message. Never rejects: an error is the outcome. */
export async function runAttempt(
  { handler, signal }: AttemptContext,
  { message, idempotencyKey, attempt, beforeLastByte }: Untouched & { attempt: number; beforeLastByte: BeforeLastByte },
  ports: Ports,
): Promise<Outcome> {
  try {
    const input = { message, idempotencyKey, attempt, signal, beforeLastByte };
    const { reply, providerMessageId } = await runHandler(handler, input, ports);
    // A reply that cannot be stored must not cause a second send of an accepted mail.
    const stored = (text: string) => storableText(text, maxReplyCharacters);
    return { receipt: { reply: stored(reply), providerMessageId: providerMessageId && stored(providerMessageId) } };
  } catch (error) {
    return { failure: classifyFailure(error) };
  }
}

/**
 * Stops an attempt whose job another worker may have taken over. With `park`, also records that the last byte is sent, in
 * case the worker is lost. `retry` saves that statement.
 */
export function checkBeforeLastByte(
  { pool, ambiguousSend }: AttemptContext,
  tried: ClaimedAttempt,
  job: QueueJob,
): BeforeLastByte {
  return async () => {
    if (isHeld(job) && (ambiguousSend !== "park" || (await markDataSent(pool, tried)))) return;
    throw new RetryableError(takenOver, "another worker may have taken over this attempt: nothing was sent");
  };
}
