import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "set_statement_timeout",
  text: "select set_config('statement_timeout', $1, true) as timeout",
  row: z.object({ timeout: z.string() }),
});

/** Limits each later statement of this transaction. The setting is local to it, so a pooler keeps it inside. */
export async function setStatementTimeout(tx: Tx, milliseconds: number): Promise<void> {
  await statement.run(tx, [String(Math.max(1, Math.ceil(milliseconds)))]);
}

/** Whether PostgreSQL ended a statement at its time limit (SQLSTATE 57014). */
export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "57014";
