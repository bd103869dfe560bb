import type { Spread } from "#server/monitoring/history/spread.ts";
import { flows, spreads } from "#server/monitoring/history/sql/flows.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export const stages = ["relay", "wait", "run", "total"] as const;
export type Stage = (typeof stages)[number];
/** What passed of one handler, or (`*`) of all together, which has no spread of its own. */
export type PassedRow = {
  handler: string;
  delivered: number;
  failed: number;
  died: number;
  spread: Partial<Record<Stage, Spread>> | null;
};

/** The kept buckets of ten seconds from `since` to `until`, added up. */
export async function readPassed(queryable: Queryable, input: { since: Date; until: Date }): Promise<PassedRow[]> {
  const { rows } = await queryable.query<PassedRow>({
    name: "read_passed",
    text: `with kept as (
             select handler, delivered, failed, died, spread from history_point
             where resolution = 10 and at >= $1 and at < $2
           ), spread as (
             select handler, jsonb_object_agg(stage, classes) as spread from (
               select handler, stage, jsonb_object_agg(step, count) as classes from (
                 select k.handler, s.key as stage, c.key as step, sum(c.value::int) as count
                 from kept k, jsonb_each(k.spread) s, jsonb_each_text(s.value) c group by 1, 2, 3
               ) counted group by 1, 2
             ) staged group by 1
           )
           select handler, sum(delivered)::int as delivered, sum(failed)::int as failed, sum(died)::int as died,
                  (select p.spread from spread p where p.handler = k.handler) as spread
           from kept k group by handler`,
    values: [input.since, input.until],
  });
  return rows;
}

/** The same of what is too young to be kept, counted on the rows. `since` is a minute ago at most. */
export async function countPassed(queryable: Queryable, since: Date): Promise<PassedRow[]> {
  const { rows } = await queryable.query<PassedRow>({
    name: "count_passed",
    text: `with span as materialized (select interval '1 h' as width, $1::timestamptz as since),
           ${flows}, ${spreads("true")}, handler as (
             select handler from delivered union select handler from died union select handler from failed
             union select handler from spread
           )
           select h.handler, coalesce(d.count, 0) as delivered, coalesce(f.count, 0) as failed, coalesce(x.count, 0) as died, p.spread
           from handler h left join delivered d using (handler) left join failed f using (handler)
           left join died x using (handler) left join spread p using (handler)`,
    values: [since],
  });
  return rows;
}
