import { mayDo, whoMayInstead } from "#server/audit/may-do.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { maxReplays, type ReplayAcceptedDto } from "#server/contracts/triage/dead-letter.ts";
import { type LockedDelivery, lockDelivery, newestRevisions } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { assertNotPurged } from "#server/triage/dead-letters/assert-not-purged.ts";
import { findReplayTarget } from "#server/triage/dead-letters/find-replay-target.ts";
import { linkTo } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { changedMessage } from "#server/triage/dead-letters/refusal-messages.ts";
import { readReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { parsePayload } from "#server/triage/edits/parse-payload.ts";
import { undoSeconds } from "#server/triage/replays/create-replay.ts";
import { refuseDemoAccountMail, refusePublicDemoCopy } from "#server/triage/replays/refuse-demo-copy.ts";
import { insertRevisions } from "#server/triage/replays/sql/insert-revisions.ts";
import { raiseVersion } from "#server/triage/replays/sql/raise-version.ts";

type Resending = AuditContext & { id: string; reason: string; expectedVersion: number | null };

/**
 * Sends a second copy of a delivered message, on purpose: with an idempotency key of its own, through the outbox, and with an
 * undo window like a replay. The delivered revision stays delivered; a copy that fails blocks no messages. Throws 403 in a
 * public demo that sends real mails, 404, 409 where it is not the newest revision or not delivered, 410, 412.
 */
export async function resend(input: Resending): Promise<ReplayAcceptedDto> {
  refusePublicDemoCopy(input.actor);
  const { copy, overtakenBy } = await inTransaction(db(), async (tx) => {
    const delivered = await lockDelivered(tx, input);
    refuseDemoAccountMail(input.actor, delivered.messageType);
    const { definition } = findReplayTarget(delivered);
    const facts = await readReplayFacts(tx, delivered);
    if (facts.replays >= maxReplays) refuseLoop(input, facts.replays);
    const { subject, traceparent, handler } = delivered;
    const data = await parsePayload(tx, definition, delivered, upgradePayload(delivered));
    const message = await publish(tx, definition, { subject, data, traceparent, targetHandler: handler });
    const id = newId();
    const of = { ...delivered, holds: false };
    await insertRevisions(tx, [{ id, of, messageId: message.id, sameAs: null }], undoSeconds);
    await raiseVersion(tx, delivered.id);
    const copy = await lockDelivery(tx, id);
    if (!copy) throw new Error("an inserted delivery was not found");
    const target = { kind: "delivery" as const, id: delivered.id };
    await recordAction(tx, input, { action: "delivery.resend", target, reason: input.reason, resultId: id });
    return { copy, overtakenBy: facts.overtakenBy };
  });
  notify("redeliver_outbox");
  const undoUntil = copy.releaseAt.toISOString();
  return { delivery: toDeliveryDto(copy), replayOf: input.id, undoUntil, overtakenBy };
}

async function lockDelivered(tx: Tx, { id, expectedVersion }: Resending): Promise<LockedDelivery> {
  const delivered = await lockDelivery(tx, id);
  // After the lock, because only a new statement sees a copy that another request has just created.
  const newest = delivered && (await newestRevisions(tx, [delivered.rootId])).get(delivered.rootId);
  if (!delivered || !newest) throw new NotFoundError(`There is no delivery ${id}.`);
  await assertNotPurged(tx, delivered.messageId);
  if (delivered.state !== "delivered") {
    throw new ConflictError(
      "It was not delivered. Replay a dead letter; open deliveries are attempted automatically.",
      {
        state: delivered.state,
      },
    );
  }
  if (newest.id !== delivered.id) {
    throw new ConflictError(`It was sent again already: revision ${newest.revision} is the newest.`, {
      state: newest.state,
      winner: linkTo(newest),
    });
  }
  if (expectedVersion !== null && expectedVersion !== delivered.version) {
    throw new AppError("precondition_failed", changedMessage, {
      extensions: { version: delivered.version, expectedVersion },
    });
  }
  return delivered;
}

/** The limit of copies that only an admin may exceed. */
function refuseLoop({ actor }: Resending, replays: number): void {
  if (mayDo(actor, "dead-letters.replay-again")) return;
  throw new ConflictError(
    `It was sent again ${replays} times. Another copy is for ${whoMayInstead(actor, "dead-letters.replay-again")}.`,
    { replays, maxReplays },
  );
}
