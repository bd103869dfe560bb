import * as z from "zod";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import { type ClaimedMessage, messageRow } from "#server/delivery/deliveries/sql/claim-deliveries.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

export type Untouched = { idempotencyKey: string; message: ClaimedMessage };

const statement = defineStatement({
  name: "read_untouched",
  text: `
      select d.id, d.idempotency_key as "idempotencyKey", m.id as "messageId", m.type, m.version, m.subject, m.data,
             m.occurred_at as "occurredAt", m.traceparent
      from delivery d join outbox_message m on m.id = d.message_id
      where d.id = any($1::uuid[]) and d.state = any($2::text[]) and d.attempts = 0 and d.revision = 1
        and d.sending_since is null and d.verdict is null and d.accepted_at is null`,
  row: messageRow.extend({ id: z.uuid(), idempotencyKey: z.uuid() }),
});

/** Reads, without claiming them, the first revisions without an attempt among these deliveries. */
export async function readUntouched(db: Queryable, ids: readonly string[]): Promise<Map<string, Untouched>> {
  const rows = await statement.all(db, [ids, inFlightStates]);
  return new Map(
    rows.map(({ id, messageId, idempotencyKey, ...message }) => [
      id,
      { idempotencyKey, message: { ...message, id: messageId } },
    ]),
  );
}
