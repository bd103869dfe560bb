import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "count_discarded",
  text: `select count(*)::int as count from (
           select from delivery d join outbox_message m on m.id = d.message_id
           where d.cause = $1 and d.state = 'discarded' and m.payload_purged_at is null limit $2) found`,
  row: z.object({ count: z.int() }),
});

/** Counts the discarded deliveries of a cause that still have their payload, up to `cap`. */
export async function countDiscarded(queryable: Queryable, fingerprint: string, cap: number): Promise<number> {
  return (await statement.one(queryable, [fingerprint, cap])).count;
}
