import type { Queryable } from "#server/platform/database/db.ts";

/** How many deliveries wait for a handler's breaker: ready, or between two tries. */
export async function countHeld(queryable: Queryable, handler: string): Promise<number> {
  const { rows } = await queryable.query<{ held: number }>({
    name: "count_held",
    text: `select count(*)::int as held from delivery
           where settled_at is null and handler = $1 and state in ('queued', 'retrying') and sending_since is null`,
    values: [handler],
  });
  return rows[0]?.held ?? 0;
}
