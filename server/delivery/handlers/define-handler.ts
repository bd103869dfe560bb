import type * as z from "zod";
import type { Fix } from "#server/delivery/handlers/define-fix.ts";
import type { BeforeLastByte, Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import type { Env } from "#server/platform/env/env.ts";

/** How often and when a failed try is repeated. `limit` counts the tries after the first. */
export type RetryPolicy = {
  limit: number;
  delaySeconds: number;
  backoff: "exponential" | "fixed";
  maxDelaySeconds: number;
};

/** From when on a handler is something to tell somebody of. What it leaves out is as the rules of all say. */
export type AlertThresholds = {
  deadCount: number;
  deadPerMinute: number;
  oldestDeadSeconds: number;
  queueAgeSeconds: number;
  /** The share of its tries that failed within a minute, of ten at least. */
  failureRate: number;
};

/** When tries that fail hold back the others. Counted are deliveries that failed, not how often each did. */
export type BreakerPolicy = {
  /** So many deliveries must have failed within the window. */
  deliveries: number;
  windowSeconds: number;
  /** And so large a part of all its tries, 0 to 1. */
  share: number;
  /** From holding to the first probe; doubles with each time that probes fail, up to the longest. */
  probeSeconds: number;
  longestProbeSeconds: number;
};

type TypedMessage<Definition> =
  Definition extends MessageDefinition<infer Type, infer Data>
    ? { id: string; type: Type; subject: string; occurredAt: Date; data: z.output<Data> }
    : never;

/** What a handler is given: one message of a type it listens to, already parsed by that type's schema. */
export type HandlerContext<On extends readonly MessageDefinition[]> = {
  message: TypedMessage<On[number]>;
  /** The same for every try, and for a replay of the same payload. */
  idempotencyKey: string;
  attempt: number;
  /** Aborted when the process must stop and the effect has not begun. */
  signal: AbortSignal;
  /** For the port whose effect cannot be taken back and is not dropped twice: it must be passed on. */
  beforeLastByte?: BeforeLastByte | undefined;
};

export type HandlerDefinition<On extends readonly MessageDefinition[] = readonly MessageDefinition[]> = {
  /** Queue name and label key; its dead-letter queue is `<id>-dlq`. */
  id: string;
  label: string;
  on: On;
  retry: RetryPolicy;
  /** One at a time per subject, in commit order. */
  ordered: boolean;
  /** `hold`: a dead letter of an ordered handler keeps the later messages of its subject waiting. */
  onDeath: "hold" | "continue";
  /** Where the defaults of the environment do not fit it. */
  breaker?: Partial<BreakerPolicy>;
  /** Conversations open at once in one worker process. */
  concurrency: number;
  /** The handler only reads before its effect, so it may run up to there before the claim, and be dropped there. */
  isPreparable?: boolean;
  /** Where its own nature asks for other thresholds than everybody's. */
  alerts?: Partial<AlertThresholds>;
  /** A handler that is off gets no delivery, and the timeline says so. */
  enabled?: (env: Env) => boolean;
  /** One handler, one side effect: returns the receipt of that effect. */
  run: (context: HandlerContext<On>, ports: Ports) => Promise<Receipt>;
  fixes: readonly Fix[];
};

/** Declares a reaction. It is one file in its module's `handlers/` and one line in the `module.ts`. */
export function defineHandler<const On extends readonly MessageDefinition[]>(
  definition: HandlerDefinition<On>,
): HandlerDefinition {
  // The registry forgets On: attempt() parses the data by the message's own schema before it calls run.
  return definition as unknown as HandlerDefinition;
}
