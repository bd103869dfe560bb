import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

export const viewRow = z.object({
  id: z.uuid(),
  name: z.string(),
  query: z.string(),
  shared: z.boolean(),
  ownerId: z.string(),
  ownerName: z.string(),
});
export type ViewRow = z.output<typeof viewRow>;
export const viewColumns = `id, name, query, shared, owner_id as "ownerId", owner_name as "ownerName"`;

const statement = defineStatement({
  name: "read_views",
  text: `select ${viewColumns} from saved_view where shared or owner_id = $1 order by shared desc, lower(name), id`,
  row: viewRow,
});

/** All shared views, and the views of one owner. */
export async function readViews(queryable: Queryable, ownerId: string): Promise<ViewRow[]> {
  return statement.all(queryable, [ownerId]);
}
