import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { type ViewRow, viewColumns, viewRow } from "#server/triage/saved-views/sql/read-views.ts";

const statement = defineStatement({
  name: "remove_view",
  text: `delete from saved_view where id = $1 and (owner_id = $2 or (shared and $3)) returning ${viewColumns}`,
  row: viewRow,
});

/** Removes a view of this owner, or a shared one where `mayShare`. Null where there is none to remove. */
export async function removeView(
  queryable: Queryable,
  input: { id: string; ownerId: string; mayShare: boolean },
): Promise<ViewRow | null> {
  return (await statement.maybeOne(queryable, [input.id, input.ownerId, input.mayShare])) ?? null;
}
