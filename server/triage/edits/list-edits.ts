import type { KnownActor } from "#server/audit/actor.ts";
import type { EditListDto } from "#server/contracts/triage/editing.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import { tellApart } from "#server/delivery/privacy/tell-apart.ts";
import { db, type Queryable } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { readDelivery, readLineageIds } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { readEdits } from "#server/triage/edits/sql/payload-edits.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";
import { patchOf } from "#server/triage/suggestions/patch-of.ts";

/**
 * Every version of a dead letter's payload, the published one first, each with what it changes; and with `from` and `to`
 * what leads from one to the other. Masked like the letter. Throws 404.
 */
export async function listEdits(
  id: string,
  actor: KnownActor,
  between: { from?: number | undefined; to?: number | undefined } = {},
  queryable: Queryable = db(),
): Promise<EditListDto> {
  const letter = await readDelivery(queryable, id);
  const root = letter && (letter.revision === 1 ? letter : await readDelivery(queryable, letter.rootId));
  if (!letter || !root) throw new NotFoundError(`There is no dead letter ${id}.`);
  const edits = await readEdits(queryable, root.id);
  const revealed = (await readReveal(queryable, await readLineageIds(queryable, root.id), actor)) !== null;
  const type = letter.messageType;
  const original = root.payloadPurgedAt ? null : presentData(root);
  const versions = new Map<number, Json>([[0, original], ...edits.map(({ number, data }) => [number, data] as const)]);
  const mask = tellApart();
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
      patch: patchOf(versionOf(base), versionOf(number)),
    })),
    diff: from === undefined || to === undefined ? null : { from, to, patch: patchOf(versionOf(from), versionOf(to)) },
  };
}
