import { isDeepStrictEqual } from "node:util";
import { type By, recordAction } from "#server/audit/record-action.ts";
import type { ReplayAcceptedDto, ReplayBody } from "#server/contracts/dead-letter.ts";
import { db, inTransaction } from "#server/db.ts";
import { toDeliveryDto } from "#server/deliveries/to-delivery-dto.ts";
import { transition } from "#server/deliveries/transition.ts";
import { env } from "#server/env.ts";
import { ConflictError, InvalidInputError } from "#server/errors.ts";
import { crashPoint } from "#server/faults/crash-point.ts";
import type { HandlerDefinition } from "#server/handlers/define-handler.ts";
import { handlerOfId, handlersOn } from "#server/handlers/index.ts";
import { messageOfType } from "#server/messages/index.ts";
import { parseMessageData } from "#server/messages/parse-message-data.ts";
import { newId } from "#server/new-id.ts";
import { publish } from "#server/outbox/publish.ts";
import { unroutedHandler } from "#server/outbox/sql/park-messages.ts";
import { keepMasked } from "#server/privacy/keep-masked.ts";
import { guardReplay } from "#server/replays/guard-replay.ts";
import { insertRevision } from "#server/replays/sql/insert-revision.ts";
import { applyFix } from "#server/triage/apply-fix.ts";
import { lockDeadLetter } from "#server/triage/lock-dead-letter.ts";
import { refusePurged } from "#server/triage/refuse-purged.ts";
import { type LockedDelivery, lockDelivery } from "#server/triage/sql/lock-delivery.ts";
import { wake } from "#server/wakeups/notify.ts";

/** How long a replay waits before it leaves, so that it can be undone. */
export const undoSeconds = 5;

/**
 * Replays one dead letter: publishes a new outbox message addressed to its handler, gives birth to the next revision, and
 * closes the dead letter as replayed, in one transaction. Of any number of racing replays exactly one commits; the others
 * get 409 with a link to the winner. The original message is never touched.
 */
export async function createReplay(
  input: By & { id: string; body: ReplayBody; expectedVersion: number | null },
): Promise<ReplayAcceptedDto> {
  const created = await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, input.id, input.expectedVersion, refusePurged);
    const definition = definitionFor(dead);
    const { overrode, overtakenBy } = await guardReplay(tx, dead, input);
    const edited = input.body.fix ? await applyFix(tx, dead, input.body.fix) : input.body.payload;
    const data = edited === undefined ? dead.data : keepMasked(dead.messageType, dead.data, edited);
    const parsed = parseMessageData(definition, data, dead.subject);
    if (!parsed.success) {
      throw new InvalidInputError(
        parsed.errors.map(({ pointer, detail }) => ({ pointer: `/payload${pointer}`, detail })),
        `The payload does not fit ${definition.type}: it would die again. Correct the named fields, then replay.`,
      );
    }
    const changed = !isDeepStrictEqual(parsed.data, dead.data);
    const message = await publish(tx, definition, {
      subject: dead.subject,
      data: parsed.data,
      traceparent: dead.traceparent,
      targetHandler: dead.handler,
    });
    crashPoint("replay.outboxed_not_flagged");
    const id = newId();
    await transition(tx, [dead.id], "replayed");
    await insertRevision(tx, dead, {
      id,
      messageId: message.id,
      idempotencyKey: changed ? id : dead.idempotencyKey,
      undoSeconds,
    });
    const revision = await lockDelivery(tx, id);
    if (!revision) throw new Error("an inserted delivery was not found");
    const reason = input.body.reason ?? null;
    if (overrode.length > 0) {
      const after = Object.fromEntries(overrode.map((name) => [name, true]));
      const target = { kind: "delivery" as const, id: dead.id };
      await recordAction(tx, input, { action: "dead-letter.override", target, reason, resultId: id, after });
    }
    await recordAction(tx, input, {
      action: "dead-letter.replay",
      target: { kind: "delivery", id: dead.id },
      reason,
      resultId: id,
      ...(changed ? { before: dead.data, after: parsed.data } : {}),
    });
    return { revision, overtakenBy };
  });
  wake("redeliver_outbox");
  const { revision, overtakenBy } = created;
  const undoUntil = revision.releaseAt.toISOString();
  return { delivery: toDeliveryDto(revision), replayOf: input.id, undoUntil, overtakenBy };
}

const isOn = (handler: HandlerDefinition): boolean => handler.enabled?.(env()) ?? true;

function definitionFor(dead: LockedDelivery) {
  const definition = messageOfType(dead.messageType);
  // Parked by a build that did not know its type: its replay goes to whoever is for it now.
  const handler =
    dead.handler === unroutedHandler ? handlersOn(dead.messageType).find(isOn) : handlerOfId(dead.handler);
  if (!definition || !handler) {
    throw new ConflictError(
      `This build has no handler ${dead.handler} for ${dead.messageType}. Deploy one that has, then replay.`,
    );
  }
  if (!isOn(handler)) {
    throw new ConflictError(
      `${handler.label} is switched off: a replay would wait for ever. Switch it on, then replay.`,
    );
  }
  return definition;
}
