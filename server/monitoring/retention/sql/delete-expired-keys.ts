import type { Queryable } from "#server/platform/database/db.ts";

/** Deletes up to `limit` idempotency keys that no repeat is answered by any more. Returns how many. */
export async function deleteExpiredKeys(queryable: Queryable, limit: number): Promise<number> {
  const { rowCount } = await queryable.query({
    name: "delete_expired_keys",
    text: `delete from idempotency_key where key = any(array(
             select key from idempotency_key where created_at < now() - interval '24 hours'
             order by created_at limit $1 for update skip locked))
           and created_at < now() - interval '24 hours'`,
    values: [limit],
  });
  return rowCount ?? 0;
}
