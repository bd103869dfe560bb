import type { KnownActor } from "#server/access/actor.ts";
import type { SavedViewDto } from "#server/contracts/saved-view.ts";
import { db } from "#server/db.ts";
import { readViews } from "#server/views/sql/read-views.ts";
import { toViewDto } from "#server/views/to-view-dto.ts";

/** Shared views first, then one's own, each by name. */
export async function listViews(actor: KnownActor): Promise<{ items: SavedViewDto[] }> {
  return { items: (await readViews(db(), actor.id)).map((row) => toViewDto(row, actor)) };
}
