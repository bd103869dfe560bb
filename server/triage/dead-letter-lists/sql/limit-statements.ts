import type { Tx } from "#server/platform/database/db.ts";

/** How long each later statement of this transaction may take. A pooler keeps it inside, because it is local to it. */
export async function limitStatements(tx: Tx, milliseconds: number): Promise<void> {
  await tx.query("select set_config('statement_timeout', $1, true)", [String(Math.max(1, Math.ceil(milliseconds)))]);
}

/** 57014: PostgreSQL ended the statement at its time limit. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "57014";
