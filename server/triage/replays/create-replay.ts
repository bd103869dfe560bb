import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import { type By, recordAction } from "#server/audit/record-action.ts";
import type { ReplayAcceptedDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { lockDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { toDeliveryDto } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { transition } from "#server/delivery/deliveries/transition.ts";
import { publish } from "#server/delivery/outbox/publish.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { newId } from "#server/platform/new-id.ts";
import { wake } from "#server/platform/wakeups/notify.ts";
import { findRecipient } from "#server/triage/dead-letters/find-recipient.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letter.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { refusePurged } from "#server/triage/dead-letters/refuse-purged.ts";
import { changeRecipient } from "#server/triage/edits/change-recipient.ts";
import { chooseData } from "#server/triage/edits/choose-data.ts";
import { keepEdit } from "#server/triage/edits/keep-edit.ts";
import { parseChosen } from "#server/triage/edits/parse-chosen.ts";
import { guardReplay } from "#server/triage/replays/guard-replay.ts";
import { insertRevision } from "#server/triage/replays/sql/insert-revision.ts";

/** How long a replay waits before it leaves, so that it can be undone. */
export const undoSeconds = 5;

/**
 * Replays one dead letter: publishes a new outbox message addressed to its handler, gives birth to the next revision, and
 * closes the dead letter as replayed, in one transaction. Of any number of racing replays exactly one commits; the others
 * get 409 with a link to the winner. The original message is never touched.
 */
export async function createReplay(
  input: By & { actor: KnownActor; id: string; body: ReplayBody; expectedVersion: number | null },
): Promise<ReplayAcceptedDto> {
  const created = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, input.id, input.expectedVersion, refusePurged);
    const { definition } = findRecipient(dead);
    const { overrode, overtakenBy } = await guardReplay(tx, dead, input);
    const chosen = await chooseData(tx, dead, input.body);
    const data = await parseChosen(tx, definition, dead, chosen.data);
    const before = presentData(dead);
    const changed = !isDeepStrictEqual(data, before);
    const reason = input.body.reason ?? null;
    const why = reason ?? chosen.reason;
    const isCustomerToo = chosen.also !== null;
    const change = { before, after: data, isCustomerToo, actor: input.actor, reason: why };
    const recipient = changeRecipient(definition, change);
    await chosen.also?.(tx);
    if (changed) await keepEdit(tx, dead, { ...chosen, data, author: input.actor, reason });
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
  wake("redeliver_outbox");
  const { revision, overtakenBy } = created;
  const undoUntil = revision.releaseAt.toISOString();
  return { delivery: toDeliveryDto(revision), replayOf: input.id, undoUntil, overtakenBy };
}
