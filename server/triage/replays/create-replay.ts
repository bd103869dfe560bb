import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { ReplayAcceptedDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { lockDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { newId } from "#server/platform/new-id.ts";
import { notify } from "#server/platform/wakeups/notify.ts";
import { findReplayTarget } from "#server/triage/dead-letters/find-replay-target.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { changeRecipient } from "#server/triage/edits/change-recipient.ts";
import { insertEditIfNew } from "#server/triage/edits/insert-edit-if-new.ts";
import { parsePayload } from "#server/triage/edits/parse-payload.ts";
import { resolveDraft } from "#server/triage/edits/resolve-draft.ts";
import { guardReplay } from "#server/triage/replays/guard-replay.ts";
import { insertRevision } from "#server/triage/replays/sql/insert-revision.ts";

/** The undo window of a replay: it is not sent before its end. */
export const undoSeconds = 5;

/**
 * Replays one dead letter in one transaction: publishes a new outbox message addressed to its handler, creates the next
 * revision, and closes the dead letter as replayed. Of racing replays exactly one commits; the others get 409 with a link to
 * the winner. The original message never changes.
 */
export async function createReplay(
  input: AuditContext & { actor: KnownActor; id: string; body: ReplayBody; expectedVersion: number | null },
): Promise<ReplayAcceptedDto> {
  const created = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, { id: input.id, version: input.expectedVersion }, { needsPayload: true });
    const { definition } = findReplayTarget(dead);
    const { overrode, overtakenBy } = await guardReplay(tx, dead, input);
    const chosen = await resolveDraft(tx, dead, input.body);
    const data = await parsePayload(tx, definition, dead, chosen.data);
    const before = upgradePayload(dead);
    const changed = !isDeepStrictEqual(data, before);
    const reason = input.body.reason ?? null;
    const why = reason ?? chosen.reason;
    const change = { before, after: data, also: chosen.also, actor: input.actor, reason: why };
    const recipient = changeRecipient(definition, change);
    await chosen.also?.apply(tx);
    if (changed) await insertEditIfNew(tx, dead, { ...chosen, data, author: input.actor, reason });
    const message = await publish(tx, definition, {
      subject: dead.subject,
      data,
      traceparent: dead.traceparent,
      targetHandler: dead.handler,
    });
    crashPoint("replay.outboxed_not_flagged");
    const id = newId();
    await transition(tx, [dead.id], "replayed");
    await insertRevision(tx, dead, {
      id,
      messageId: message.id,
      sameAs: changed ? null : dead.idempotencyKey,
      undoSeconds,
    });
    const revision = await lockDelivery(tx, id);
    if (!revision) throw new Error("an inserted delivery was not found");
    const target = { kind: "delivery" as const, id: dead.id };
    if (overrode.length > 0) {
      const after = Object.fromEntries(overrode.map((name) => [name, true]));
      await recordAction(tx, input, { action: "dead-letter.override", target, reason, resultId: id, after });
    }
    if (recipient) await recordAction(tx, input, { ...recipient, target, resultId: id });
    await recordAction(tx, input, {
      action: "dead-letter.replay",
      target,
      reason,
      resultId: id,
      ...(changed ? { before, after: data } : {}),
    });
    return { revision, overtakenBy };
  });
  notify("redeliver_outbox");
  const { revision, overtakenBy } = created;
  const undoUntil = revision.releaseAt.toISOString();
  return { delivery: toDeliveryDto(revision), replayOf: input.id, undoUntil, overtakenBy };
}
