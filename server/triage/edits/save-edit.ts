import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { EditListDto, SaveEditBody } from "#server/contracts/triage/editing.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";
import { findRecipient } from "#server/triage/dead-letters/find-recipient.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letter.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { refusePurged } from "#server/triage/dead-letters/refuse-purged.ts";
import { changeRecipient } from "#server/triage/edits/change-recipient.ts";
import { chooseData } from "#server/triage/edits/choose-data.ts";
import { listEdits } from "#server/triage/edits/list-edits.ts";
import { parseChosen } from "#server/triage/edits/parse-chosen.ts";
import { insertEdit, readEdit } from "#server/triage/edits/sql/payload-edits.ts";

type Asked = { id: string; body: SaveEditBody; expectedNumber: number | null; actor: KnownActor; requestId: string };

/**
 * Keeps a corrected payload as the next edit of a dead letter; the message stays as it was published. `expectedNumber` is
 * the newest edit that the editor saw (0: none). Throws 404; 409 when it is not dead; 410; 412 with both versions when
 * another operator saved meanwhile; 422 for a payload that is invalid, unchanged, or changes an immutable field, or the
 * recipient without a reason.
 */
export async function saveEdit(input: Asked): Promise<EditListDto> {
  const { body, actor, expectedNumber } = input;
  await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, input.id, null, refusePurged);
    const newest = await readEdit(tx, dead.rootId, null);
    if (expectedNumber !== null && expectedNumber !== (newest?.number ?? 0)) throw await staleEdit(tx, dead, input);
    const { definition } = findRecipient(dead);
    const chosen = await chooseData(tx, dead, body);
    const data = await parseChosen(tx, definition, dead, chosen.data);
    const before = newest?.data ?? presentData(dead);
    if (isDeepStrictEqual(data, before)) {
      throw new InvalidInputError([{ pointer: "/payload", detail: "is what was saved last: nothing would change" }]);
    }
    const reason = body.reason ?? chosen.reason;
    const recipient = changeRecipient(definition, { before, after: data, actor, reason });
    await insertEdit(tx, { rootId: dead.rootId, base: chosen.base, data, author: actor, reason });
    const target = { kind: "delivery" as const, id: dead.id };
    if (recipient) await recordAction(tx, input, { ...recipient, target });
    await recordAction(tx, input, {
      action: "dead-letter.edit",
      target,
      ...{ reason, before, after: data },
    });
  });
  return listEdits(input.id, actor);
}

async function staleEdit(tx: Tx, dead: LockedDelivery, { id, body, expectedNumber, actor }: Asked): Promise<AppError> {
  const { items, original } = await listEdits(id, actor, {}, tx);
  const newest = items.at(-1) ?? null;
  const sentence = newest
    ? `${newest.author} saved edit ${newest.number} meanwhile. Compare both, then save yours on top of it or take theirs.`
    : "There is no such edit of this dead letter. Read its edits again.";
  const base = items.find(({ number }) => number === expectedNumber)?.payload ?? original;
  return new AppError("precondition_failed", sentence, {
    extensions: {
      version: newest?.number ?? 0,
      expectedVersion: expectedNumber,
      newest,
      yours: { base: expectedNumber ?? 0, payload: body.payload ?? base ?? presentData(dead) },
    },
  });
}
