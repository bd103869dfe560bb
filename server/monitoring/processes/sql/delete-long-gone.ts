import type { Queryable } from "#server/platform/database/db.ts";

/**
 * What died is shown for a day: long enough for whoever asks in the morning what happened at night. Deploys go with the oldest hours
 * of the charts, but for the newest, which the next one is held against. Returns how many.
 */
export async function deleteLongGone(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>({
    name: "delete_long_gone",
    text: `with gone as (
             delete from running_process where seen_at < now() - interval '1 day' returning 1
           ), old as (
             delete from deploy d where at < now() - interval '400 d'
               and exists (select from deploy n where n.kind = d.kind and n.at > d.at) returning 1
           ) select ((select count(*) from gone) + (select count(*) from old))::int as count`,
  });
  return rows[0]?.count ?? 0;
}
