import type * as z from "zod";
import type { HandlerNoun } from "#server/contracts/delivery/delivery.ts";
import type { Fix } from "#server/delivery/handlers/define-fix.ts";
import type { BeforeLastByte, Ports, Receipt } from "#server/delivery/handlers/ports.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import type { Env } from "#server/platform/env/env.ts";

/** The retries of a failed attempt. `limit` counts the attempts after the first. */
export type RetryPolicy = {
  limit: number;
  delaySeconds: number;
  backoff: "exponential" | "fixed";
  maxDelaySeconds: number;
};

/** The alert thresholds of a handler. */
export type AlertThresholds = {
  deadCount: number;
  deadPerMinute: number;
  oldestDeadSeconds: number;
  queueAgeSeconds: number;
  /** The share of its attempts that failed within a minute, of at least ten. */
  failureRate: number;
};

/** When the circuit breaker of a handler opens. It counts failed deliveries, not their attempts. */
export type BreakerPolicy = {
  /** The least number of deliveries that failed within the window. */
  deliveries: number;
  windowSeconds: number;
  /** The least share of its attempts that failed, 0 to 1. */
  share: number;
  /** The delay of the first probe. Doubles with each failed round, up to the longest. */
  probeSeconds: number;
  longestProbeSeconds: number;
};

type TypedMessage<Definition> =
  Definition extends MessageDefinition<infer Type, infer Data>
    ? { id: string; type: Type; subject: string; occurredAt: Date; data: z.output<Data> }
    : never;

/** The input of a handler: one message of a type it listens to, parsed by the schema of that type. */
type HandlerContext<On extends readonly MessageDefinition[]> = {
  message: TypedMessage<On[number]>;
  /** The same for every attempt, and for a replay of the same payload. */
  idempotencyKey: string;
  attempt: number;
  /** Aborted at shutdown if the effect has not begun. */
  signal: AbortSignal;
  /** Must be passed to the port, where its effect cannot be undone or deduplicated. */
  beforeLastByte?: BeforeLastByte | undefined;
};

export type HandlerDefinition<On extends readonly MessageDefinition[] = readonly MessageDefinition[]> = {
  /** Queue name and label key; its dead-letter queue is `<id>-dlq`. */
  id: string;
  label: string;
  /** One delivery of it and several, in sentences: "order mail", "order mails". */
  noun: HandlerNoun;
  on: On;
  retry: RetryPolicy;
  /** One at a time per subject, in commit order. */
  ordered: boolean;
  /** `hold`: a dead letter of an ordered handler keeps the later messages of its subject waiting. */
  onDeath: "hold" | "continue";
  /** Overrides the defaults of the settings. */
  breaker?: Partial<BreakerPolicy>;
  /** Deliveries in flight at once per worker process. */
  concurrency: number;
  /** The handler only reads before its effect, so it may run up to it before the claim, and be dropped. */
  isPreparable?: boolean;
  /** Overrides the default thresholds. */
  alerts?: Partial<AlertThresholds>;
  /** A disabled handler gets no deliveries, which timelines show. */
  enabled?: (env: Env) => boolean;
  /** One handler, one side effect: returns the receipt of that effect. */
  run: (context: HandlerContext<On>, ports: Ports) => Promise<Receipt>;
  fixes: readonly Fix[];
};

/** Declares a reaction. It is one file in its module's `handlers/` and one line in the `module.ts`. */
export function defineHandler<const On extends readonly MessageDefinition[]>(
  definition: HandlerDefinition<On>,
): HandlerDefinition {
  // The registry drops the type On: runHandler parses the data by the schema of its message before it calls run.
  return definition as unknown as HandlerDefinition;
}
