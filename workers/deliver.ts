import { type AttemptContext, createAttempt } from "#server/deliveries/attempt.ts";
import { type Consumer, consume } from "#server/queue/consume.ts";

const pollMilliseconds = 1_000;

/** Consumes one handler's queue: every job is one try of one delivery. */
export function deliver(context: AttemptContext): Consumer {
  return consume(context.boss, {
    queue: context.handler.id,
    concurrency: context.handler.concurrency,
    pollMilliseconds,
    handle: createAttempt(context),
  });
}
