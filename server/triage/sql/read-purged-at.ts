import type { Tx } from "#server/db.ts";

/** When the message's payload was purged: in a statement of its own, whose snapshot is younger than the caller's lock. */
export async function readPurgedAt(tx: Tx, messageId: string): Promise<Date | null> {
  const { rows } = await tx.query<{ purgedAt: Date | null }>({
    name: "read_purged_at",
    text: `select payload_purged_at as "purgedAt" from outbox_message where id = $1`,
    values: [messageId],
  });
  return rows[0]?.purgedAt ?? null;
}
