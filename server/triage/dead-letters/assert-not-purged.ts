import type { Tx } from "#server/platform/database/db.ts";
import { GoneError } from "#server/platform/errors.ts";
import { readPurgedAt } from "#server/triage/dead-letters/sql/read-purged-at.ts";

/** Throws 410 when the payload was purged. To be asked once the delivery's row is locked: a purge locks it too. */
export async function assertNotPurged(tx: Tx, messageId: string): Promise<void> {
  const purgedAt = await readPurgedAt(tx, messageId);
  if (!purgedAt) return;
  throw new GoneError(purgedMessage(purgedAt), { payloadPurgedAt: purgedAt.toISOString() });
}

export const purgedMessage = (purgedAt: Date): string =>
  `Its payload was purged on ${purgedAt.toISOString().slice(0, 10)}: there is nothing left to send. What happened to it is kept.`;
