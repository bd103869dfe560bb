import type { KnownActor } from "#server/audit/actor.ts";
import type { EditListDto } from "#server/contracts/triage/editing.ts";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import { db, type Queryable } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { readDelivery, readLineageIds } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { readEdits } from "#server/triage/edits/sql/payload-edits.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";
import { createPatch } from "#server/triage/suggestions/create-patch.ts";

/**
 * Lists the versions of a dead letter's payload, the published one first, each with its change; with `from` and `to` also the
 * change between those two. Masked like the dead letter. Throws 404.
 */
export async function listEdits(
  id: string,
  actor: KnownActor,
  between: { from?: number | undefined; to?: number | undefined } = {},
  queryable: Queryable = db(),
): Promise<EditListDto> {
  const deadLetter = await readDelivery(queryable, id);
  const root =
    deadLetter && (deadLetter.revision === 1 ? deadLetter : await readDelivery(queryable, deadLetter.rootId));
  if (!deadLetter || !root) throw new NotFoundError(`There is no dead letter ${id}.`);
  const edits = await readEdits(queryable, root.id);
  const revealed = (await readReveal(queryable, await readLineageIds(queryable, root.id), actor)) !== null;
  const type = deadLetter.messageType;
  const original = root.payloadPurgedAt ? null : upgradePayload(root);
  const versions = new Map<number, Json>([[0, original], ...edits.map(({ number, data }) => [number, data] as const)]);
  const mask = createDistinctMasker();
  const versionOf = (number: number): Json => {
    const data = versions.get(number);
    if (data === undefined) throw new NotFoundError(`There is no edit ${number} of this dead letter.`);
    return revealed ? data : maskPayload(type, data, mask).data;
  };
  const shown = (data: Json) => {
    if (revealed) return { payload: data, masked: [] };
    const masked = maskPayload(type, data);
    return { payload: masked.data, masked: masked.fields.map(({ pointer }) => pointer) };
  };
  const values = [...versions.values()].flatMap((data) =>
    maskPayload(type, data).fields.map(({ value }) => String(value)),
  );
  const said = (reason: string | null) => (revealed || reason === null ? reason : maskText(reason, values));
  const { from, to } = between;
  return {
    original: shown(original).payload,
    items: edits.map(({ number, base, data, author, reason, at }) => ({
      ...{ number, base, author, reason: said(reason), at: at.toISOString() },
      ...shown(data),
      patch: createPatch(versionOf(base), versionOf(number)),
    })),
    diff:
      from === undefined || to === undefined ? null : { from, to, patch: createPatch(versionOf(from), versionOf(to)) },
  };
}
