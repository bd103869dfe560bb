import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import type { LockedCause } from "#server/triage/causes/sql/lock-cause.ts";

/** The columns of a cause that an operator can set. */
export type Decision = Pick<
  LockedCause,
  "resolvedAt" | "regressedAt" | "mutedUntil" | "mutedUntilDeaths" | "ownerId" | "note" | "link"
>;

const write = defineStatement({
  name: "write_decision",
  text: `update cause set resolved_at = $2, regressed_at = $3, muted_until = $4, muted_until_deaths = $5, owner_id = $6,
                note = $7, link = $8, version = version + 1 where fingerprint = $1`,
});
const raise = defineStatement({
  name: "raise_cause_version",
  text: "update cause set version = version + 1 where fingerprint = $1 and ($2::int is null or version = $2)",
});

/** Writes a decision about a locked cause and raises its version. */
export async function writeDecision(tx: Tx, fingerprint: string, decision: Decision): Promise<void> {
  const { resolvedAt, regressedAt, mutedUntil, mutedUntilDeaths, ownerId, note, link } = decision;
  await write.run(tx, [fingerprint, resolvedAt, regressedAt, mutedUntil, mutedUntilDeaths, ownerId, note, link]);
}

/** Raises the version of a cause that is still at `expected` (null: any). False where it is at another one. */
export async function raiseVersion(tx: Tx, fingerprint: string, expected: number | null): Promise<boolean> {
  return (await raise.run(tx, [fingerprint, expected])) === 1;
}
