import * as z from "zod";

export const breakerStates = ["closed", "open", "half_open"] as const;
export type BreakerState = (typeof breakerStates)[number];

/** A breaker that holds a handler's deliveries, or that an operator keeps from holding them. */
export const breakerDto = z.object({
  /** `half_open`: one after the other is let through, to see. `closed`: let through whatever fails, until `letThroughUntil`. */
  state: z.enum(breakerStates),
  /** Since when they are held; null where they are not. */
  openedAt: z.iso.datetime().nullable(),
  /** Deliveries that wait for it: ready, or retrying. */
  held: z.int(),
  /** What failed when it opened; null where an operator decided. */
  cause: z.object({ failed: z.int(), tries: z.int(), failureCode: z.string().nullable() }).nullable(),
  decided: z.object({ by: z.string(), reason: z.string() }).nullable(),
  /** When the next one is let through; null while one is under way. */
  nextProbeAt: z.iso.datetime().nullable(),
  letThroughUntil: z.iso.datetime().nullable(),
});
export type BreakerDto = z.output<typeof breakerDto>;

const reason = z.string().trim().min(1, "must say why").max(500, "must have at most 500 characters");
export const holdBody = z.strictObject({ reason });
export const probeBody = z.strictObject({ reason: reason.optional() });
export const letThroughBody = z.strictObject({
  reason,
  minutes: z.int().min(1, "must be 1 to 1440 minutes").max(1440, "must be 1 to 1440 minutes").default(15),
});

export const breakerDecidedDto = z.object({ handler: z.string(), breaker: breakerDto.nullable() });
