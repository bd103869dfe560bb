import { type AttemptContext, createAttempt } from "#server/delivery/attempts/attempt.ts";
import type { GateWatch } from "#server/delivery/gate/gate.ts";
import { type Consumer, consume } from "#server/platform/pgboss/consume.ts";

const pollMilliseconds = 1_000;
/** After the database's own clock has reached the moment. */
const marginMilliseconds = 20;

/** With a shorter conversation there is no time to prepare the next one. */
const slowMilliseconds = 10;

/**
 * Consumes one handler's queue: every job is one try of one delivery. A retry is looked for in the moment when it is due;
 * the poll is for what other workers put off. Where sending is not confirmed for this database, everything waits.
 */
export function deliver(context: AttemptContext, gate: GateWatch): Consumer {
  const onRetryScheduled = (delaySeconds: number) => {
    setTimeout(() => consumer.notify(), delaySeconds * 1_000 + marginMilliseconds).unref();
  };
  const { concurrency, isPreparable } = context.handler;
  let usualMilliseconds = 0;
  const onConversation = (milliseconds: number) => {
    usualMilliseconds += (milliseconds - usualMilliseconds) / 10;
  };
  const consumer = consume(context.boss, {
    queue: context.handler.id,
    concurrency,
    ahead: () => (isPreparable && usualMilliseconds >= slowMilliseconds ? concurrency : 0),
    pollMilliseconds,
    fetchLimit: gate.fetchLimit,
    handle: createAttempt({ ...context, onRetryScheduled, onConversation, onGateChanged: gate.refuse }),
  });
  return consumer;
}
