import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({
  fingerprint: z.string(),
  dead: z.int(),
  deaths: z.int(),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  resolvedAt: z.date().nullable(),
  regressedAt: z.date().nullable(),
  mutedUntil: z.date().nullable(),
  mutedUntilDeaths: z.int().nullable(),
  ownerId: z.uuid().nullable(),
  note: z.string().nullable(),
  link: z.string().nullable(),
  version: z.int(),
  /** The database's clock, which also stamps `settled_at` of dead letters. */
  now: z.date(),
});
export type LockedCause = z.output<typeof row>;

const statement = defineStatement({
  name: "lock_cause",
  text: `select fingerprint, dead, deaths, first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt",
                resolved_at as "resolvedAt", regressed_at as "regressedAt", muted_until as "mutedUntil",
                muted_until_deaths as "mutedUntilDeaths", owner_id as "ownerId", note, link, version, clock_timestamp() as now
         from cause where fingerprint = $1 for no key update`,
  row,
});

/** Reads one cause and locks its row: a new dead letter of it waits until the decision is committed. */
export async function lockCause(tx: Tx, fingerprint: string): Promise<LockedCause | null> {
  return (await statement.maybeOne(tx, [fingerprint])) ?? null;
}
