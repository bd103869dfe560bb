import { accountOf, type KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { limitTries } from "#server/platform/rate-limits/limit-tries.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { revealLimit } from "#server/triage/privacy/reveal-limit.ts";

type Asked = { id: string; reason: string | null; actor: KnownActor; requestId: string };

/** Shows what a dead letter holds about people to whoever asks, for a quarter of an hour; the entry comes first. Throws 404. */
export async function reveal({ id, reason, actor, requestId }: Asked): Promise<DeadLetterDto> {
  await limitTries([revealLimit(accountOf(actor))], "reveals");
  const letter = await getDeadLetter(id);
  await inTransaction(db(), (tx) =>
    recordAction(
      tx,
      { actor, requestId },
      {
        action: "dead-letter.reveal",
        target: { kind: "delivery", id: letter.id },
        reason,
        after: { fields: letter.masked },
      },
    ),
  );
  return getDeadLetter(id, actor);
}
