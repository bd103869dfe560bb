import type { KnownActor } from "#server/audit/actor.ts";
import type { AuditContext } from "#server/audit/record-action.ts";
import type { ReplayAcceptedDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { lockDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { readReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { resolveDraft } from "#server/triage/edits/resolve-draft.ts";
import { judgeReplay } from "#server/triage/replays/judge-replay.ts";
import { replayAll } from "#server/triage/replays/replay-all.ts";

/** The undo window of a replay: it is not sent before its end. */
export const undoSeconds = 5;

/**
 * Replays one dead letter in one transaction, by the code that replays a chunk of a batch: publishes a new outbox message addressed to its handler, creates the next
 * revision, and closes the dead letter as replayed. Of racing replays exactly one commits; the others get 409 with a link to
 * the winner. The original message never changes.
 */
export async function createReplay(
  input: AuditContext & { actor: KnownActor; id: string; body: ReplayBody; expectedVersion: number | null },
): Promise<ReplayAcceptedDto> {
  const created = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, { id: input.id, version: input.expectedVersion }, { needsPayload: true });
    const facts = await readReplayFacts(tx, dead);
    const judged = await judgeReplay(tx, dead, facts, {
      ...{ actor: input.actor, reason: input.body.reason ?? null, override: input.body.override ?? {} },
      resolve: () => resolveDraft(tx, dead, input.body),
    });
    const [id = ""] = await replayAll(tx, input, [judged], { undoSeconds });
    const revision = await lockDelivery(tx, id);
    if (!revision) throw new Error("an inserted delivery was not found");
    return { revision, overtakenBy: judged.overtakenBy };
  });
  notify("redeliver_outbox");
  const { revision, overtakenBy } = created;
  const undoUntil = revision.releaseAt.toISOString();
  return { delivery: toDeliveryDto(revision), replayOf: input.id, undoUntil, overtakenBy };
}
