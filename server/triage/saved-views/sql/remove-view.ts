import type { Queryable } from "#server/platform/database/db.ts";
import { type ViewRow, viewColumns } from "#server/triage/saved-views/sql/read-views.ts";

/** One's own, or one that is everybody's for whoever may change those. Null where there is none to remove. */
export async function removeView(
  queryable: Queryable,
  input: { id: string; ownerId: string; mayShare: boolean },
): Promise<ViewRow | null> {
  const { rows } = await queryable.query<ViewRow>({
    name: "remove_view",
    text: `delete from saved_view where id = $1 and (owner_id = $2 or (shared and $3)) returning ${viewColumns}`,
    values: [input.id, input.ownerId, input.mayShare],
  });
  return rows[0] ?? null;
}
