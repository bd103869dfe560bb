import type { Queryable } from "#server/platform/database/db.ts";

/** The build that made the last try of a delivery; null where no try of it was kept. */
export async function readLastBuild(queryable: Queryable, deliveryId: string): Promise<string | null> {
  const { rows } = await queryable.query<{ build: string }>({
    name: "read_last_build",
    text: "select build from attempt where delivery_id = $1 order by number desc limit 1",
    values: [deliveryId],
  });
  return rows[0]?.build ?? null;
}
