import type { Tx } from "#server/platform/database/db.ts";
import { GoneError } from "#server/platform/errors.ts";
import { purgedMessage } from "#server/triage/dead-letters/refusal-messages.ts";
import { readPurgedAt } from "#server/triage/dead-letters/sql/read-purged-at.ts";

/** Throws 410 when the payload was purged. Call it after the delivery's row is locked, because a purge locks it too. */
export async function assertNotPurged(tx: Tx, messageId: string): Promise<void> {
  const purgedAt = (await readPurgedAt(tx, [messageId])).get(messageId);
  if (purgedAt) throw new GoneError(purgedMessage(purgedAt), { payloadPurgedAt: purgedAt.toISOString() });
}
