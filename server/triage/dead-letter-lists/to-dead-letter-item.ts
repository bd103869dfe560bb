import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { DeadLetterRow } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

const orderSubject = /^orders\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** The order ID of a subject; null for any other kind of subject. */
export const orderOf = (subject: string): string | null => orderSubject.exec(subject)?.[1] ?? null;

/** Converts a row without masking it: the caller masks it for its reader. */
export function toDeadLetterItem(row: DeadLetterRow): DeadLetterItemDto {
  return {
    ...toDeliveryDto(row),
    version: row.version,
    subject: row.subject,
    orderId: orderOf(row.subject),
    error: row.error?.split("\n", 1)[0]?.slice(0, 300) ?? null,
    diedAt: (row.settledAt ?? row.createdAt).toISOString(),
    createdAt: row.createdAt.toISOString(),
    holding: row.holding,
    cause: row.cause,
    discarded: row.state === "discarded" ? toDiscarded(row) : null,
  };
}

const toDiscarded = ({ discardedAt, discard, payloadPurgedAt, createdAt }: DeadLetterRow) => ({
  at: (discardedAt ?? createdAt).toISOString(),
  by: discard?.by ?? null,
  reason: discard?.reason ?? null,
  purged: payloadPurgedAt !== null,
});
