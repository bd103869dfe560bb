import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";

const answers = z.array(z.object({ rows: z.array(z.unknown()) }));
const writability = z.object({ readOnly: z.boolean() });

/**
 * Takes, for a moment and without writing, the locks that an order takes: whoever holds a table away from orders holds it
 * away from this. One message and so one transaction, which also a pooler keeps together; nobody waits longer than a second.
 * Returns false where the server takes no writes: a standby, or one that was made read-only.
 */
export async function probeIntake(queryable: Queryable, patienceMilliseconds: number): Promise<boolean> {
  const statement = {
    text: `
      begin;
      set local lock_timeout = 1000;
      select pg_is_in_recovery() or current_setting('transaction_read_only')::bool as "readOnly";
      select lock_intake();
      rollback`,
    query_timeout: patienceMilliseconds,
  };
  const results: unknown = await queryable.query(statement);
  const [row] = answers.parse(results).flatMap(({ rows }) => rows);
  return !writability.parse(row).readOnly;
}
