import * as z from "zod";
import { optionalReason, reason } from "#server/contracts/delivery/reason.ts";

export const breakerStates = ["closed", "open", "half_open"] as const;
export type BreakerState = (typeof breakerStates)[number];

/** A circuit breaker that holds a handler's deliveries, or that an operator keeps closed. */
export const breakerDto = z.object({
  /** `half_open`: probes are sent one after the other. `closed`: kept closed by an operator until `letThroughUntil`. */
  state: z.enum(breakerStates),
  /** When it opened. Null while it is closed. */
  openedAt: z.iso.datetime().nullable(),
  /** Deliveries held by it: ready or retrying. */
  held: z.int(),
  /** The failures that opened it. Null where an operator decided. */
  cause: z.object({ failed: z.int(), tries: z.int(), failureCode: z.string().nullable() }).nullable(),
  decided: z.object({ by: z.string(), reason: z.string() }).nullable(),
  /** When the next probe is sent. Null while one is in flight. */
  nextProbeAt: z.iso.datetime().nullable(),
  letThroughUntil: z.iso.datetime().nullable(),
});
export type BreakerDto = z.output<typeof breakerDto>;

export const probeBody = z.strictObject({ reason: optionalReason });
export const letThroughBody = z.strictObject({
  reason,
  minutes: z.int().min(1, "must be 1 to 1440 minutes").max(1440, "must be 1 to 1440 minutes").default(15),
});

export const breakerDecidedDto = z.object({ handler: z.string(), breaker: breakerDto.nullable() });
