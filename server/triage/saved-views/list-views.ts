import type { KnownActor } from "#server/audit/actor.ts";
import type { SavedViewDto } from "#server/contracts/triage/saved-view.ts";
import { db } from "#server/platform/database/db.ts";
import { readViews } from "#server/triage/saved-views/sql/read-views.ts";
import { toViewDto } from "#server/triage/saved-views/to-view-dto.ts";

/** Lists saved views: the shared ones first, then the actor's own, each by name. */
export async function listViews(actor: KnownActor): Promise<{ items: SavedViewDto[] }> {
  return { items: (await readViews(db(), actor.id)).map((row) => toViewDto(row, actor)) };
}
