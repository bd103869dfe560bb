import type { Queryable } from "#server/platform/database/db.ts";

/** A process that ends waits no longer for this statement. Its row then expires. */
const timeoutMilliseconds = 2_000;

/** Deletes the row of a process that shuts down. */
export async function removeProcess(queryable: Queryable, id: string): Promise<void> {
  const statement = { text: "delete from running_process where id = $1", query_timeout: timeoutMilliseconds };
  await queryable.query(statement, [id]);
}
