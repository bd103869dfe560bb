import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { toSubjectFields } from "#server/delivery/messages/read-subject.ts";
import type { DeadLetterRow } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

/** Converts a row without masking it: the caller masks it for its reader. */
export function toDeadLetterItem(row: DeadLetterRow): DeadLetterItemDto {
  return {
    ...toDeliveryDto(row),
    version: row.version,
    subject: row.subject,
    ...toSubjectFields(row.subject),
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
