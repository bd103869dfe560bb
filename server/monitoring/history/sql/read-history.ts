import { flowColumns, flows, joinFlows } from "#server/monitoring/history/sql/flows.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type HistoryRow = {
  at: Date;
  written: number;
  delivered: number;
  failed: number;
  died: number;
  p50Ms: number | null;
  p95Ms: number | null;
  pending: number | null;
  waiting: number | null;
  inFlight: number | null;
  dead: number | null;
};

const columns = `written, delivered, failed, died, p50_ms as "p50Ms", p95_ms as "p95Ms", pending, waiting,
  in_flight as "inFlight", dead`;

/** The points that are kept from `since` on, several to a bucket where buckets are longer than they are. */
export async function readPoints(
  queryable: Queryable,
  input: { resolution: number; handler: string; since: Date; bucketSeconds: number },
): Promise<HistoryRow[]> {
  const { rows } = await queryable.query<HistoryRow>({
    name: "read_history",
    text: `select date_bin(make_interval(secs => $4::int), at, 'epoch') as at,
                  sum(written)::int as written, sum(delivered)::int as delivered, sum(failed)::int as failed, sum(died)::int as died,
                  round(percentile_cont(0.5) within group (order by p50_ms))::int as "p50Ms", max(p95_ms) as "p95Ms",
                  max(pending) as pending, max(waiting) as waiting, max(in_flight) as "inFlight", max(dead) as dead
           from history_point where resolution = $1 and handler = $2 and at >= $3 group by 1 order by 1`,
    values: [input.resolution, input.handler, input.since, input.bucketSeconds],
  });
  return rows;
}

/** What has passed since `since`, counted on the rows themselves: the end of a chart is as true as the depths beside it. */
export async function countFlows(
  queryable: Queryable,
  input: { handler: string; since: Date; bucketSeconds: number },
): Promise<HistoryRow[]> {
  const { rows } = await queryable.query<HistoryRow>({
    name: "count_flows",
    text: `with span as materialized (
             select make_interval(secs => $1::int) as width, $2::timestamptz as since
           ), ${flows}, counted as (
             select b.at, b.handler, ${flowColumns}, null::int as pending, null::int as waiting, null::int as in_flight,
                    null::int as dead
             from (select at, $3::text as handler from span s, generate_series(s.since, now(), s.width) at) b ${joinFlows}
           )
           select at, ${columns} from counted order by at`,
    values: [input.bucketSeconds, input.since, input.handler],
  });
  return rows;
}
