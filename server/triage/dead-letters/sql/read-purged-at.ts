import type { Tx } from "#server/platform/database/db.ts";

/** When the message's payload was purged: in a statement of its own, whose snapshot is younger than the caller's lock. */
export async function readPurgedAt(tx: Tx, messageId: string): Promise<Date | null> {
  const { rows } = await tx.query<{ purgedAt: Date | null }>({
    name: "read_purged_at",
    text: `select payload_purged_at as "purgedAt" from outbox_message where id = $1`,
    values: [messageId],
  });
  return rows[0]?.purgedAt ?? null;
}

/** The same for several: those of the messages whose payload was purged, with when. */
export async function readPurgedAmong(tx: Tx, messageIds: readonly string[]): Promise<Map<string, Date>> {
  const { rows } = await tx.query<{ id: string; purgedAt: Date }>({
    name: "read_purged_among",
    text: `select id, payload_purged_at as "purgedAt" from outbox_message
           where id = any($1::uuid[]) and payload_purged_at is not null`,
    values: [messageIds],
  });
  return new Map(rows.map(({ id, purgedAt }) => [id, purgedAt]));
}
