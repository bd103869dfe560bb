import type { OutboxDto } from "#server/contracts/monitoring/outbox.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { shareQuarter } from "#server/monitoring/history/share-quarter.ts";
import { readOutbox } from "#server/monitoring/pipeline/sql/read-outbox.ts";
import { db } from "#server/platform/database/db.ts";
import { isoTimes } from "#server/platform/database/row-of-dto.ts";

const shown = 20;

/** Reads the messages that are pending, and when the relay last created a delivery. */
export async function getOutbox(): Promise<OutboxDto> {
  const [{ oldest, ...counts }, quarter] = await Promise.all([readOutbox(db(), shown), shareQuarter()]);
  return {
    ...isoTimes(counts),
    relay: quarter.of(null).relay,
    oldest: oldest.map((message) => ({ ...message, error: maskAddresses(message.error) })),
  };
}
