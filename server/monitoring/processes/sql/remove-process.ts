import type { Queryable } from "#server/platform/database/db.ts";

/** Nobody waits for it longer than this: the process ends anyway, and its row then tells that it is gone. */
const patienceMilliseconds = 2_000;

/** Takes the row of a process away that ends in order. */
export async function removeProcess(queryable: Queryable, id: string): Promise<void> {
  const statement = { text: "delete from running_process where id = $1", query_timeout: patienceMilliseconds };
  await queryable.query(statement, [id]);
}
