import type { OutboxDto } from "#server/contracts/outbox.ts";
import { db } from "#server/db.ts";
import { readOutbox } from "#server/pipeline/sql/read-outbox.ts";

const shown = 20;
const iso = (at: string | null) => (at === null ? null : new Date(at).toISOString());

/** What waits to be relayed, and since when the relay has been about. */
export async function getOutbox(): Promise<OutboxDto> {
  const { at, lastRelayedAt, oldest, ...counts } = await readOutbox(db(), shown);
  return {
    ...{ at: at.toISOString(), lastRelayedAt: lastRelayedAt?.toISOString() ?? null, ...counts },
    oldest: oldest.map((message) => ({
      ...message,
      writtenAt: new Date(message.writtenAt).toISOString(),
      nextTryAt: iso(message.nextTryAt),
    })),
  };
}
