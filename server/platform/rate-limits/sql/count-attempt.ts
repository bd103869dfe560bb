import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

export type Limit = { key: string; attempts: number; seconds: number };

const count = defineStatement({
  name: "count_attempt",
  text: `with limits as (
             select * from jsonb_to_recordset($1::jsonb) as l(key text, attempts int, seconds int)
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
           from counted c join limits l on l.key = c.key where c.count > l.attempts`,
  row: z.object({ wait: z.int() }),
});

/**
 * Counts one attempt against every limit, before the password is checked: concurrent attempts cannot pass together.
 * Returns the seconds to wait, 0 where the attempt is allowed. Keys are locked in order, so that attempts cannot deadlock.
 */
export const countAttempt = async (queryable: Queryable, limits: readonly Limit[]): Promise<number> =>
  (await count.one(queryable, [JSON.stringify(limits)])).wait;

const reset = defineStatement({
  name: "reset_attempts",
  text: `with gone as (delete from sign_in_tries where key = $1)
           update sign_in_tries set count = greatest(count - 1, 0) where key = any($2::text[]) and key <> $1`,
});

/** After a successful attempt: resets the count of `own` and takes this attempt out of the counts of `keys`. */
export async function resetAttempts(queryable: Queryable, own: string, keys: readonly string[]): Promise<void> {
  await reset.run(queryable, [own, keys]);
}
