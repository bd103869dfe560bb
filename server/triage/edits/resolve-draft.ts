import type { DraftChoice } from "#server/contracts/triage/editing.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Also } from "#server/delivery/handlers/define-fix.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { applyFix } from "#server/triage/dead-letters/apply-fix.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { findEditOf, readEdit } from "#server/triage/edits/sql/payload-edits.ts";
import { restoreMaskedValues } from "#server/triage/privacy/restore-masked-values.ts";
import { findSuggestions } from "#server/triage/suggestions/find-suggestions.ts";

export type ResolvedDraft = {
  /** Not validated yet: the caller parses it. */
  data: unknown;
  /** The edit that it started from; 0 is the payload as it was published. */
  base: number;
  /** The reason of the saved edit or the suggestion that it started from. */
  reason: string | null;
  /** A further change of a fix, for the transaction of the replay; null for none. */
  also: Also | null;
};

/**
 * Resolves a draft to a payload: the dead letter's own, a saved edit's or a suggestion's, with the edited payload or a fix on
 * top. Unchanged masks are replaced by their values. Throws 404, 409 and 422.
 */
export async function resolveDraft(
  queryable: Queryable,
  delivery: LockedDelivery,
  draft: DraftChoice,
): Promise<ResolvedDraft> {
  const { start, base, reason } = await startOf(queryable, delivery, draft);
  const restored = (data: unknown) => restoreMaskedValues(delivery.messageType, start, data);
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
  const own = upgradePayload(delivery);
  const base = await findEditOf(queryable, delivery.rootId, own);
  if (draft.suggestion === undefined) return { start: own, base, reason: null };
  const suggestion = (await findSuggestions(queryable, delivery)).find(({ id }) => id === draft.suggestion);
  if (!suggestion) {
    throw new ConflictError(
      "This suggestion is outdated: the data that it was made from has changed. Reload the suggestions.",
    );
  }
  return { start: suggestion.data, base, reason: suggestion.reason };
}
