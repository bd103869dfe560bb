import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";

const answers = z.array(z.object({ rows: z.array(z.unknown()) }));
const writability = z.object({ readOnly: z.boolean() });

/**
 * Takes the locks of the intake for a moment, without writing: fails with a lock timeout after 1 s where a table is locked.
 * One protocol message and so one transaction, also behind a pooler. Returns false where the server is read-only.
 */
export async function probeIntake(queryable: Queryable, timeoutMilliseconds: number): Promise<boolean> {
  const statement = {
    text: `
      begin;
      set local lock_timeout = 1000;
      select pg_is_in_recovery() or current_setting('transaction_read_only')::bool as "readOnly";
      select lock_intake();
      rollback`,
    query_timeout: timeoutMilliseconds,
  };
  const results: unknown = await queryable.query(statement);
  const [row] = answers.parse(results).flatMap(({ rows }) => rows);
  return !writability.parse(row).readOnly;
}
