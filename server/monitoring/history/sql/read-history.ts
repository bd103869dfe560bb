import * as z from "zod";
import { historyPointDto } from "#server/contracts/monitoring/history.ts";
import { flowColumns, flows, joinFlows } from "#server/monitoring/history/sql/flows.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { rowOf } from "#server/platform/database/row-of-dto.ts";

const row = rowOf(historyPointDto).extend({ written: z.int() });
export type HistoryRow = z.output<typeof row>;

const columns = `written, delivered, failed, died, p50_ms as "p50Ms", p95_ms as "p95Ms", pending, waiting,
  in_flight as "inFlight", dead`;

const points = defineStatement({
  name: "read_history",
  text: `select date_bin(make_interval(secs => $4::int), at, 'epoch') as at,
                  sum(written)::int as written, sum(delivered)::int as delivered, sum(failed)::int as failed, sum(died)::int as died,
                  round(percentile_cont(0.5) within group (order by p50_ms))::int as "p50Ms", max(p95_ms) as "p95Ms",
                  max(pending) as pending, max(waiting) as waiting, max(in_flight) as "inFlight", max(dead) as dead
           from history_point where resolution = $1 and handler = $2 and at >= $3 group by 1 order by 1`,
  row,
});

/** The stored points since `since`, aggregated to buckets of `bucketSeconds`. */
export const readPoints = (
  db: Queryable,
  input: { resolution: number; handler: string; since: Date; bucketSeconds: number },
): Promise<HistoryRow[]> => points.all(db, [input.resolution, input.handler, input.since, input.bucketSeconds]);

const recent = defineStatement({
  name: "count_flows",
  text: `with span as materialized (
             select make_interval(secs => $1::int) as width, $2::timestamptz as since
           ), ${flows}, counted as (
             select b.at, b.handler, ${flowColumns}, null::int as pending, null::int as waiting, null::int as in_flight,
                    null::int as dead
             from (select at, $3::text as handler from span s, generate_series(s.since, now(), s.width) at) b ${joinFlows}
           )
           select at, ${columns} from counted order by at`,
  row,
});

/** Flows since `since`, counted on the rows, so that the end of a chart agrees with the depths beside it. */
export const countFlows = (
  db: Queryable,
  input: { handler: string; since: Date; bucketSeconds: number },
): Promise<HistoryRow[]> => recent.all(db, [input.bucketSeconds, input.since, input.handler]);
