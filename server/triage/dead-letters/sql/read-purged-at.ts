import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "read_purged_at",
  text: `select id, payload_purged_at as "purgedAt" from outbox_message
         where id = any($1::uuid[]) and payload_purged_at is not null`,
  row: z.object({ id: z.uuid(), purgedAt: z.date() }),
});

/** When payloads were purged, by message ID: a statement of its own, whose snapshot is younger than the caller's locks. */
export async function readPurgedAt(tx: Tx, messageIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await statement.all(tx, [messageIds]);
  return new Map(rows.map(({ id, purgedAt }) => [id, purgedAt]));
}
