import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "count_held",
  text: `select count(*)::int as held from delivery
           where settled_at is null and handler = $1 and state in ('queued', 'retrying') and sending_since is null`,
  row: z.object({ held: z.int() }),
});

/** The number of deliveries held by a handler's circuit breaker: ready, or between two attempts. */
export const countHeld = async (db: Queryable, handler: string): Promise<number> =>
  (await statement.one(db, [handler])).held;
