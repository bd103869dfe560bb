import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({ id: z.uuid() });

const lockOldest = (state: "dead" | "discarded", condition = "") => `
  select d.id from delivery d where d.cause = $1 and d.state = '${state}'
    and ($2::timestamptz is null or d.settled_at <= $2) ${condition}
  order by d.settled_at, d.id limit $3 for update of d skip locked`;

const lockDead = defineStatement({ name: "lock_letters_dead", text: lockOldest("dead"), row });
const lockDiscarded = defineStatement({
  name: "lock_letters_discarded",
  text: lockOldest(
    "discarded",
    "and exists (select from outbox_message m where m.id = d.message_id and m.payload_purged_at is null)",
  ),
  row,
});
const readUnpurged = defineStatement({
  name: "keep_unpurged",
  text: `select d.id from delivery d join outbox_message m on m.id = d.message_id
         where d.id = any($1::uuid[]) and m.payload_purged_at is null`,
  row,
});

/**
 * Locks the oldest dead or discarded deliveries of a cause and returns their ids. Rows that another transaction holds are
 * skipped: cause rows are locked last, so a transaction that holds one never waits for a delivery.
 */
export async function lockDeadLettersOfCause(
  tx: Tx,
  input: { fingerprint: string; state: "dead" | "discarded"; diedBefore: Date | null; limit: number },
): Promise<string[]> {
  const statement = input.state === "dead" ? lockDead : lockDiscarded;
  const rows = await statement.all(tx, [input.fingerprint, input.diedBefore, input.limit]);
  return rows.map(({ id }) => id);
}

/** Those of the locked deliveries that still have their payload: a statement of its own, whose snapshot is younger than the locks. */
export async function keepUnpurged(tx: Tx, ids: readonly string[]): Promise<string[]> {
  return (await readUnpurged.all(tx, [ids])).map(({ id }) => id);
}
