import { accountOf, type KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { revealLimit } from "#server/triage/privacy/reveal-limit.ts";

type Input = { id: string; reason: string | null; actor: KnownActor; requestId: string };

/** Reveals the personal data of a dead letter to an actor for 15 minutes. The audit entry is written first. Throws 404, 429. */
export async function reveal({ id, reason, actor, requestId }: Input): Promise<DeadLetterDto> {
  await limitAttempts([revealLimit(accountOf(actor))], "reveals");
  const deadLetter = await getDeadLetter(id);
  await inTransaction(db(), (tx) =>
    recordAction(
      tx,
      { actor, requestId },
      {
        action: "dead-letter.reveal",
        target: { kind: "delivery", id: deadLetter.id },
        reason,
        after: { fields: deadLetter.masked },
      },
    ),
  );
  return getDeadLetter(id, actor);
}
