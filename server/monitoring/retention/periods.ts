import type { Env } from "#server/platform/env/env.ts";

/** Days for which the payload of a settled message is kept, by its state. `dead` null: dead letters are kept forever. */
export type Periods = { delivered: number; discarded: number; withdrawn: number; dead: number | null };

export const periodsOf = (env: Env): Periods => ({
  delivered: env.RETENTION_DELIVERED_DAYS ?? env.RETENTION_DAYS,
  discarded: env.RETENTION_DISCARDED_DAYS ?? env.RETENTION_DAYS,
  withdrawn: env.RETENTION_WITHDRAWN_DAYS ?? env.RETENTION_DAYS,
  dead: env.RETENTION_DEAD_DAYS ?? null,
});
