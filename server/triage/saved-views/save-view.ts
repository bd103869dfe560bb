import type { KnownActor } from "#server/audit/actor.ts";
import { maxViews, type SavedViewDto, type SaveViewBody } from "#server/contracts/triage/saved-view.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";
import { newId } from "#server/platform/new-id.ts";
import { insertView, lockViews } from "#server/triage/saved-views/sql/insert-view.ts";
import { readViews } from "#server/triage/saved-views/sql/read-views.ts";
import { mayShareViews, toViewDto } from "#server/triage/saved-views/to-view-dto.ts";

/** Saves filters under a name. Throws 403 where the actor may not share views, 409 at the limit, 422 for a taken name. */
export async function saveView({ name, filter, shared }: SaveViewBody, actor: KnownActor): Promise<SavedViewDto> {
  if (shared && !mayShareViews(actor)) {
    throw new AppError("forbidden", "Sharing a view is for operators and admins. Save it as your own.");
  }
  const query = new URLSearchParams(Object.entries(filter)).toString();
  const view = { id: newId(), name, query, shared, ownerId: actor.id, ownerName: actor.name };
  const saved = await inTransaction(db(), async (tx) => {
    await lockViews(tx, view);
    return insertView(tx, view, maxViews);
  });
  if (saved) return toViewDto(saved, actor);
  const beside = (await readViews(db(), actor.id)).filter((other) => other.shared === shared);
  if (beside.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    throw new InvalidInputError([{ pointer: "/name", detail: "is the name of another view" }]);
  }
  throw new AppError("conflict", `There are ${maxViews} views already. Remove one first.`);
}
