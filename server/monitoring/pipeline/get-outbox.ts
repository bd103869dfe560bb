import type { OutboxDto } from "#server/contracts/monitoring/outbox.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { shareQuarter } from "#server/monitoring/history/share-quarter.ts";
import { readOutbox } from "#server/monitoring/pipeline/sql/read-outbox.ts";
import { db } from "#server/platform/database/db.ts";

const shown = 20;
const iso = (at: string | null) => (at === null ? null : new Date(at).toISOString());

/** Reads the messages that are pending, and when the relay last created a delivery. */
export async function getOutbox(): Promise<OutboxDto> {
  const [{ at, lastRelayedAt, oldest, ...counts }, quarter] = await Promise.all([
    readOutbox(db(), shown),
    shareQuarter(),
  ]);
  return {
    ...{ at: at.toISOString(), lastRelayedAt: lastRelayedAt?.toISOString() ?? null, ...counts },
    relay: quarter.of(null).relay,
    oldest: oldest.map((message) => ({
      ...message,
      error: maskAddresses(message.error),
      writtenAt: new Date(message.writtenAt).toISOString(),
      nextTryAt: iso(message.nextTryAt),
    })),
  };
}
