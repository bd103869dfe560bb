import type { Tx } from "#server/platform/database/db.ts";

/** Begins a transaction that PostgreSQL itself lets change nothing, with a limit on every statement. */
export async function beginReadOnly(tx: Tx, statementMilliseconds: number): Promise<void> {
  await tx.query("begin transaction isolation level repeatable read, read only");
  await tx.query({
    text: "select set_config('statement_timeout', $1, true)",
    values: [`${Math.trunc(statementMilliseconds)}`],
  });
}
