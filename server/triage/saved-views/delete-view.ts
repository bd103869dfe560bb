import type { KnownActor } from "#server/audit/actor.ts";
import type { SavedViewDto } from "#server/contracts/triage/saved-view.ts";
import { db } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { removeView } from "#server/triage/saved-views/sql/remove-view.ts";
import { mayShareViews, toViewDto } from "#server/triage/saved-views/to-view-dto.ts";

/** Deletes a saved view. Throws 404, also for the private view of another user, so that its existence is not revealed. */
export async function deleteView(id: string, actor: KnownActor): Promise<SavedViewDto> {
  const removed = await removeView(db(), { id, ownerId: actor.id, mayShare: mayShareViews(actor) });
  if (!removed) throw new NotFoundError(`There is no view ${id} that you may remove.`);
  return toViewDto(removed, actor);
}
