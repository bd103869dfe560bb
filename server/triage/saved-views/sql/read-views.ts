import type { Queryable } from "#server/platform/database/db.ts";

export type ViewRow = { id: string; name: string; query: string; shared: boolean; ownerId: string; ownerName: string };
export const viewColumns = `id, name, query, shared, owner_id as "ownerId", owner_name as "ownerName"`;

/** Everybody's, and somebody's own. */
export async function readViews(queryable: Queryable, ownerId: string): Promise<ViewRow[]> {
  const { rows } = await queryable.query<ViewRow>({
    name: "read_views",
    text: `select ${viewColumns} from saved_view where shared or owner_id = $1 order by shared desc, lower(name), id`,
    values: [ownerId],
  });
  return rows;
}
