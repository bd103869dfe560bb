import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "delete_expired_keys",
  text: `delete from idempotency_key where key = any(array(
             select key from idempotency_key where created_at < now() - interval '24 hours'
             order by created_at limit $1 for update skip locked))
           and created_at < now() - interval '24 hours'`,
});

/** Deletes up to `limit` idempotency keys that expired. Returns the number of rows. */
export const deleteExpiredKeys = (db: Queryable, limit: number): Promise<number> => statement.run(db, [limit]);
