import type { Tx } from "#server/platform/database/db.ts";
import { setStatementTimeout } from "#server/triage/keyset/sql/set-statement-timeout.ts";

/** Begins a transaction that PostgreSQL itself refuses every change in, with a time limit on each statement. */
export async function beginReadOnly(tx: Tx, statementMilliseconds: number): Promise<void> {
  await tx.query("begin transaction isolation level repeatable read, read only");
  await setStatementTimeout(tx, statementMilliseconds);
}
