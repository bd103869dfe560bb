import type { Tx } from "#server/platform/database/db.ts";
import type { LockedCause } from "#server/triage/causes/sql/lock-cause.ts";

/** What a hand may set of a cause. */
export type Decision = Pick<
  LockedCause,
  "resolvedAt" | "regressedAt" | "mutedUntil" | "mutedUntilDeaths" | "ownerId" | "note" | "link"
>;

/** Writes what was decided about a locked cause, and raises its version. */
export async function writeDecision(tx: Tx, fingerprint: string, decision: Decision): Promise<void> {
  await tx.query({
    name: "write_decision",
    text: `update cause set resolved_at = $2, regressed_at = $3, muted_until = $4, muted_until_deaths = $5, owner_id = $6,
                  note = $7, link = $8, version = version + 1 where fingerprint = $1`,
    values: [
      fingerprint,
      decision.resolvedAt,
      decision.regressedAt,
      decision.mutedUntil,
      decision.mutedUntilDeaths,
      decision.ownerId,
      decision.note,
      decision.link,
    ],
  });
}

/** Raises the version of a cause that is still at the one that was seen (null: any). False where it is not. */
export async function raiseVersion(tx: Tx, fingerprint: string, expected: number | null): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "raise_cause_version",
    text: "update cause set version = version + 1 where fingerprint = $1 and ($2::int is null or version = $2)",
    values: [fingerprint, expected],
  });
  return rowCount === 1;
}
