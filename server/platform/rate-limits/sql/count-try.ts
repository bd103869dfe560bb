import type { Queryable } from "#server/platform/database/db.ts";

export type Limit = { key: string; tries: number; seconds: number };

/**
 * Counts one try against every limit, before the password is looked at, so that tries at the same time cannot slip through.
 * Returns how many seconds are to be waited, 0 where the try may be made. Keys are locked in order: two tries cannot block
 * each other for good. Old rows of the same keys begin anew.
 */
export async function countTry(queryable: Queryable, limits: readonly Limit[]): Promise<number> {
  const { rows } = await queryable.query<{ wait: number }>({
    name: "count_try",
    text: `with limits as (
             select * from jsonb_to_recordset($1::jsonb) as l(key text, tries int, seconds int)
           ), counted as (
             insert into sign_in_tries as t (key, count, started_at) select key, 1, now() from limits order by key
             on conflict (key) do update set
               count = case when t.started_at < now() - (select seconds from limits l where l.key = t.key) * interval '1 second'
                            then 1 else t.count + 1 end,
               started_at = case when t.started_at < now() - (select seconds from limits l where l.key = t.key) * interval '1 second'
                                 then now() else t.started_at end
             returning t.key, t.count, t.started_at
           )
           select coalesce(max(ceil(extract(epoch from c.started_at + l.seconds * interval '1 second' - now()))), 0)::int as wait
           from counted c join limits l on l.key = c.key where c.count > l.tries`,
    values: [JSON.stringify(limits)],
  });
  return rows[0]?.wait ?? 0;
}

/** A password was right: what this account failed from this address is forgotten, and the try is not counted elsewhere. */
export async function forgiveTries(queryable: Queryable, own: string, keys: readonly string[]): Promise<void> {
  await queryable.query({
    name: "forgive_tries",
    text: `with gone as (delete from sign_in_tries where key = $1)
           update sign_in_tries set count = greatest(count - 1, 0) where key = any($2::text[]) and key <> $1`,
    values: [own, keys],
  });
}
