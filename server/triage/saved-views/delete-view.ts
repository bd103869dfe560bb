import type { KnownActor } from "#server/audit/actor.ts";
import type { SavedViewDto } from "#server/contracts/triage/saved-view.ts";
import { db } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { removeView } from "#server/triage/saved-views/sql/remove-view.ts";
import { mayShareViews, toViewDto } from "#server/triage/saved-views/to-view-dto.ts";

/** Throws 404, also for somebody else's own view: nobody learns that it is there. */
export async function deleteView(id: string, actor: KnownActor): Promise<SavedViewDto> {
  const removed = await removeView(db(), { id, ownerId: actor.id, mayShare: mayShareViews(actor) });
  if (!removed) throw new NotFoundError(`There is no view ${id} that you may remove.`);
  return toViewDto(removed, actor);
}
