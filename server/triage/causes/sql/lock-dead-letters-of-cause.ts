import type { Tx } from "#server/platform/database/db.ts";

/**
 * The oldest letters of a cause in a state, locked. What somebody else decides on right now is passed over and not waited
 * for: cause rows are locked last, so nobody who holds one waits for a letter.
 */
export async function lockLetters(
  tx: Tx,
  input: { fingerprint: string; state: "dead" | "discarded"; diedBefore: Date | null; limit: number },
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: `lock_letters_${input.state}`,
    text: `select d.id from delivery d where d.cause = $1 and d.state = '${input.state}'
             and ($2::timestamptz is null or d.settled_at <= $2)
             ${input.state === "discarded" ? "and exists (select from outbox_message m where m.id = d.message_id and m.payload_purged_at is null)" : ""}
           order by d.settled_at, d.id limit $3 for update of d skip locked`,
    values: [input.fingerprint, input.diedBefore, input.limit],
  });
  return rows.map(({ id }) => id);
}

/** Those of the locked letters whose payload is kept: in a statement of its own, younger than the locks. */
export async function keepUnpurged(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "keep_unpurged",
    text: `select d.id from delivery d join outbox_message m on m.id = d.message_id
           where d.id = any($1::uuid[]) and m.payload_purged_at is null`,
    values: [ids],
  });
  return rows.map(({ id }) => id);
}
