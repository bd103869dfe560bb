import { mayDo, whoMayInstead } from "#server/audit/may-do.ts";
import { type By, recordAction } from "#server/audit/record-action.ts";
import { maxReplays, type ReplayAcceptedDto } from "#server/contracts/triage/dead-letter.ts";
import { type LockedDelivery, lockDelivery, newestRevision } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { revokersOf } from "#server/delivery/messages/revokers-of.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { wake } from "#server/platform/wakeups/notify.ts";
import { findRecipient } from "#server/triage/dead-letters/find-recipient.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { changedWords } from "#server/triage/dead-letters/refusal-words.ts";
import { refusePurged } from "#server/triage/dead-letters/refuse-purged.ts";
import { readReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { parseChosen } from "#server/triage/edits/parse-chosen.ts";
import { undoSeconds } from "#server/triage/replays/create-replay.ts";
import { refuseDemoAccountMail, refusePublicDemoCopy } from "#server/triage/replays/refuse-demo-copy.ts";
import { insertRevision } from "#server/triage/replays/sql/insert-revision.ts";
import { raiseVersion } from "#server/triage/replays/sql/raise-version.ts";

type Resending = By & { id: string; reason: string; expectedVersion: number | null };

/**
 * Sends once more what the other side took, because somebody asks for it: a second copy on purpose, under a key of its own,
 * that no receiver drops. It goes through the outbox as a replay does and can be undone for as long; what was delivered stays
 * delivered, and should the copy die, it holds nobody back. The version makes it once per look: of two at a time one commits.
 * Throws 403 for the public demo where mails leave this machine, 404, 409 where it is not the newest revision and delivered, 410
 * once purged, 412 at another version.
 */
export async function resend(input: Resending): Promise<ReplayAcceptedDto> {
  refusePublicDemoCopy(input.actor);
  const { copy, overtakenBy } = await inTransaction(db(), async (tx) => {
    const delivered = await lockDelivered(tx, input);
    refuseDemoAccountMail(input.actor, delivered.messageType);
    const { definition } = findRecipient(delivered);
    const of = { id: delivered.id, rootId: delivered.rootId, revokers: revokersOf(delivered.messageType) };
    const facts = await readReplayFacts(tx, of);
    if (facts.replays >= maxReplays) refuseLoop(input, facts.replays);
    const { subject, traceparent, handler } = delivered;
    const data = await parseChosen(tx, definition, delivered, presentData(delivered));
    const message = await publish(tx, definition, { subject, data, traceparent, targetHandler: handler });
    const id = newId();
    const revision = { id, messageId: message.id, sameAs: null, undoSeconds };
    await insertRevision(tx, { ...delivered, holds: false }, revision);
    await raiseVersion(tx, delivered.id);
    const copy = await lockDelivery(tx, id);
    if (!copy) throw new Error("an inserted delivery was not found");
    const target = { kind: "delivery" as const, id: delivered.id };
    await recordAction(tx, input, { action: "delivery.resend", target, reason: input.reason, resultId: id });
    return { copy, overtakenBy: facts.overtakenBy };
  });
  wake("redeliver_outbox");
  const undoUntil = copy.releaseAt.toISOString();
  return { delivery: toDeliveryDto(copy), replayOf: input.id, undoUntil, overtakenBy };
}

async function lockDelivered(tx: Tx, { id, expectedVersion }: Resending): Promise<LockedDelivery> {
  const delivered = await lockDelivery(tx, id);
  // Asked after the lock: what somebody has just sent again is seen by a new statement alone.
  const newest = delivered && (await newestRevision(tx, delivered.rootId));
  if (!delivered || !newest) throw new NotFoundError(`There is no delivery ${id}.`);
  await refusePurged(tx, delivered.messageId);
  if (delivered.state !== "delivered") {
    throw new ConflictError("It was not delivered: a dead letter is replayed, and what is open goes by itself.", {
      state: delivered.state,
    });
  }
  if (newest.id !== id) {
    throw new ConflictError(`It was sent again already: revision ${newest.revision} is the newest.`, {
      state: newest.state,
      winner: { id: newest.id, revision: newest.revision, href: `/api/v1/dead-letters/${newest.id}` },
    });
  }
  if (expectedVersion !== null && expectedVersion !== delivered.version) {
    throw new AppError("precondition_failed", changedWords, {
      extensions: { version: delivered.version, expectedVersion },
    });
  }
  return delivered;
}

/** Five copies are no correction any more. */
function refuseLoop({ actor }: Resending, replays: number): void {
  if (mayDo(actor, "dead-letters.replay-again")) return;
  throw new ConflictError(
    `It was sent again ${replays} times. Another copy is for ${whoMayInstead(actor, "dead-letters.replay-again")}.`,
    { replays, maxReplays },
  );
}
