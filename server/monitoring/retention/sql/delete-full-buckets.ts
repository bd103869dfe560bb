import type { Queryable } from "#server/platform/database/db.ts";

/** Deletes up to `limit` buckets that are full again: a bucket without a row is a full one. Returns how many. */
export async function deleteFullBuckets(queryable: Queryable, limit: number): Promise<number> {
  const { rowCount } = await queryable.query({
    name: "delete_full_buckets",
    text: `delete from rate_limit where key = any(array(
             select key from rate_limit where full_at < now() order by full_at limit $1 for update skip locked))
           and full_at < now()`,
    values: [limit],
  });
  return rowCount ?? 0;
}
