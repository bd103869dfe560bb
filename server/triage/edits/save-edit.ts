import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import type { EditListDto, SaveEditBody } from "#server/contracts/triage/editing.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { db, inTransaction, type Tx } from "#server/platform/database/db.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";
import { findReplayTarget } from "#server/triage/dead-letters/find-replay-target.ts";
import { lockDeadLetter } from "#server/triage/dead-letters/lock-dead-letters.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { changeRecipient } from "#server/triage/edits/change-recipient.ts";
import { listEdits } from "#server/triage/edits/list-edits.ts";
import { parsePayload } from "#server/triage/edits/parse-payload.ts";
import { resolveDraft } from "#server/triage/edits/resolve-draft.ts";
import { insertEdit, readEdit } from "#server/triage/edits/sql/payload-edits.ts";

type Input = { id: string; body: SaveEditBody; expectedNumber: number | null; actor: KnownActor; requestId: string };

/**
 * Saves a corrected payload as the next edit of a dead letter. `expectedNumber` is the newest edit that the editor saw, 0 for
 * none. Throws 404, 409 where it is not dead, 410 once purged, 412 with both versions where another edit was saved meanwhile,
 * 422 for an invalid or unchanged payload or a recipient without a reason.
 */
export async function saveEdit(input: Input): Promise<EditListDto> {
  const { body, actor, expectedNumber } = input;
  await inTransaction(db(), async (tx) => {
    const dead = await lockDeadLetter(tx, { id: input.id, version: null }, { needsPayload: true });
    const newest = await readEdit(tx, dead.rootId, null);
    if (expectedNumber !== null && expectedNumber !== (newest?.number ?? 0)) throw await staleEdit(tx, dead, input);
    const { definition } = findReplayTarget(dead);
    const chosen = await resolveDraft(tx, dead, body);
    const data = await parsePayload(tx, definition, dead, chosen.data);
    const before = newest?.data ?? upgradePayload(dead);
    if (isDeepStrictEqual(data, before)) {
      throw new InvalidInputError([{ pointer: "/payload", detail: "is the same as the last saved payload" }]);
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

async function staleEdit(tx: Tx, dead: LockedDelivery, { id, body, expectedNumber, actor }: Input): Promise<AppError> {
  const { items, original } = await listEdits(id, actor, {}, tx);
  const newest = items.at(-1) ?? null;
  const detail = newest
    ? `${newest.author} saved edit ${newest.number} meanwhile. Compare both, then save yours on top of it or keep theirs.`
    : "This dead letter has no such edit. Reload the list of edits.";
  const base = items.find(({ number }) => number === expectedNumber)?.payload ?? original;
  return new AppError("precondition_failed", detail, {
    extensions: {
      version: newest?.number ?? 0,
      expectedVersion: expectedNumber,
      newest,
      yours: { base: expectedNumber ?? 0, payload: body.payload ?? base ?? upgradePayload(dead) },
    },
  });
}
