import type { Tx } from "#server/platform/database/db.ts";
import type { CauseFacts } from "#server/triage/causes/cause-state.ts";

export type LockedCause = Omit<CauseFacts, "recent" | "earlier"> & {
  fingerprint: string;
  ownerId: string | null;
  note: string | null;
  link: string | null;
  version: number;
  /** The database's clock: what deaths are stamped with. */
  now: Date;
};

/** Reads one cause and locks its row: a death waits until the decision about it is made, then follows it. */
export async function lockCause(tx: Tx, fingerprint: string): Promise<LockedCause | null> {
  const { rows } = await tx.query<LockedCause>({
    name: "lock_cause",
    text: `select fingerprint, dead, deaths, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt",
                  resolved_at as "resolvedAt", regressed_at as "regressedAt", muted_until as "mutedUntil",
                  muted_until_deaths as "mutedUntilDeaths", owner_id as "ownerId", note, link, version, clock_timestamp() as now
           from cause where fingerprint = $1 for no key update`,
    values: [fingerprint],
  });
  return rows[0] ?? null;
}
