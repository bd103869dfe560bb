import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "delete_full_buckets",
  text: `delete from rate_limit where key = any(array(
             select key from rate_limit where full_at < now() order by full_at limit $1 for update skip locked))
           and full_at < now()`,
});

/** Deletes up to `limit` buckets that are full again: a bucket without a row is full. Returns their number. */
export const deleteFullBuckets = (queryable: Queryable, limit: number): Promise<number> =>
  statement.run(queryable, [limit]);
