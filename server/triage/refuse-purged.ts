import type { Tx } from "#server/db.ts";
import { GoneError } from "#server/errors.ts";
import { readPurgedAt } from "#server/triage/sql/read-purged-at.ts";

/** Throws 410 when the payload was purged. To be asked once the delivery's row is locked: a purge locks it too. */
export async function refusePurged(tx: Tx, messageId: string): Promise<void> {
  const purgedAt = await readPurgedAt(tx, messageId);
  if (!purgedAt) return;
  const day = purgedAt.toISOString().slice(0, 10);
  throw new GoneError(`Its payload was purged on ${day}: there is nothing left to send. What happened to it is kept.`, {
    payloadPurgedAt: purgedAt.toISOString(),
  });
}
