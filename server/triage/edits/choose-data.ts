import type { DraftChoice } from "#server/contracts/triage/editing.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Also } from "#server/delivery/handlers/define-fix.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { applyFix } from "#server/triage/dead-letters/apply-fix.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { findEditOf, readEdit } from "#server/triage/edits/sql/payload-edits.ts";
import { keepMasked } from "#server/triage/privacy/keep-masked.ts";
import { suggestionsOf } from "#server/triage/suggestions/suggestions-of.ts";

export type ChosenData = {
  /** Not judged yet: whoever uses it parses it by its schema. */
  data: unknown;
  /** The edit that it started from; 0 is the payload as it was published. */
  base: number;
  /** The reason of the saved edit or the suggestion that it started from. */
  reason: string | null;
  /** What a fix does besides, or null for nothing: for the transaction of the replay. */
  also: Also | null;
};

/**
 * The payload that a draft means: the letter's own, a saved edit's or a suggestion's, with what was typed over it or a fix
 * applied. What was left masked is put back from where it started. Throws 404, 409 and 422.
 */
export async function chooseData(
  queryable: Queryable,
  delivery: LockedDelivery,
  draft: DraftChoice,
): Promise<ChosenData> {
  const { start, base, reason } = await startOf(queryable, delivery, draft);
  const restored = (data: unknown) => keepMasked(delivery.messageType, start, data);
  if (draft.fix) {
    const { data, also } = applyFix(delivery, start, draft.fix);
    return { data: restored(data), base, reason: null, also };
  }
  if (draft.payload === undefined) return { data: start, base, reason, also: null };
  return { data: restored(draft.payload), base, reason: null, also: null };
}

async function startOf(queryable: Queryable, delivery: LockedDelivery, draft: DraftChoice) {
  if (draft.edit !== undefined) {
    const edit = await readEdit(queryable, delivery.rootId, draft.edit);
    if (!edit) throw new NotFoundError(`There is no edit ${draft.edit} of this dead letter.`);
    return { start: edit.data, base: edit.number, reason: edit.reason };
  }
  const own = presentData(delivery);
  const base = await findEditOf(queryable, delivery.rootId, own);
  if (draft.suggestion === undefined) return { start: own, base, reason: null };
  const suggestion = (await suggestionsOf(queryable, delivery)).find(({ id }) => id === draft.suggestion);
  if (!suggestion) {
    throw new ConflictError("This suggestion is not offered any more: what it rested on has changed. Read them again.");
  }
  return { start: suggestion.data, base, reason: suggestion.reason };
}
