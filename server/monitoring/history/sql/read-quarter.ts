import * as z from "zod";
import { flows, latencyHistograms } from "#server/monitoring/history/sql/flows.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

export const stages = ["relay", "wait", "run", "total"] as const;
export type Stage = (typeof stages)[number];

/** Flows of one handler, or of all (`*`), which have no histograms of their own. */
const row = z.object({
  handler: z.string(),
  delivered: z.int(),
  failed: z.int(),
  died: z.int(),
  spread: z.partialRecord(z.enum(stages), z.record(z.string(), z.int())).nullable(),
});
export type PassedRow = z.output<typeof row>;

const passed = defineStatement({
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
  row,
});

/** The sums of the stored 10 s buckets from `since` to `until`. */
export const readPassed = (db: Queryable, { since, until }: { since: Date; until: Date }): Promise<PassedRow[]> =>
  passed.all(db, [since, until]);

const recent = defineStatement({
  name: "count_passed",
  text: `with span as materialized (select interval '1 h' as width, $1::timestamptz as since),
           ${flows}, ${latencyHistograms("true")}, handler as (
             select handler from delivered union select handler from died union select handler from failed
             union select handler from spread
           )
           select h.handler, coalesce(d.count, 0) as delivered, coalesce(f.count, 0) as failed, coalesce(x.count, 0) as died, p.spread
           from handler h left join delivered d using (handler) left join failed f using (handler)
           left join died x using (handler) left join spread p using (handler)`,
  row,
});

/** The same of what is too recent to be stored, counted on the rows. `since` is a minute ago at most. */
export const countPassed = (db: Queryable, since: Date): Promise<PassedRow[]> => recent.all(db, [since]);
