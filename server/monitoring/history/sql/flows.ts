import { classGrowth } from "#server/monitoring/history/latency-histogram.ts";

/** A look-up per row: the planner misjudges the span and turned a join into a scan of all messages (17 ms of 100,000 rows, now 1 ms). */
const writtenAt = "(select m.occurred_at from outbox_message m where m.id = d.message_id)";

/**
 * Common table expressions of flows, per handler and for all (`*`), in buckets of `span.width` since `span.since`. The
 * statement defines `span` before them. Counted on the rows, so that counting a bucket again gives the same result.
 */
export const flows = `
  told as (
    select d.handler, date_bin(s.width, d.settled_at, s.since) as at, d.attempts, d.queued_at, d.claimed_at, d.settled_at,
           extract(epoch from d.settled_at - ${writtenAt}) * 1000 as ms
    from span s cross join delivery d
    where d.state = 'delivered' and d.settled_at >= s.since
  ), delivered as (
    select coalesce(handler, '*') as handler, at, count(*)::int as count,
           percentile_cont(array[0.5, 0.95]) within group (order by ms) as quantiles
    from told group by grouping sets ((handler, at), (at))
  ), died as (
    select coalesce(handler, '*') as handler, date_bin(s.width, settled_at, s.since) as at, count(*)::int as count
    from span s cross join delivery where state in ('dead', 'replayed', 'discarded') and settled_at >= s.since
    group by grouping sets ((handler, 2), (2))
  ), failed as (
    select coalesce(d.handler, '*') as handler, date_bin(s.width, a.ended_at, s.since) as at, count(*)::int as count
    from span s cross join attempt a join delivery d on d.id = a.delivery_id
    where a.outcome in ('retried', 'dead', 'worker_lost') and a.ended_at >= s.since
    group by grouping sets ((d.handler, 2), (2))
  ), written as (
    select '*' as handler, date_bin(s.width, occurred_at, s.since) as at, count(*)::int as count
    from span s cross join outbox_message where occurred_at >= s.since group by 2
  )`;

/** The flows joined by (handler, at). */
export const flowColumns = `coalesce(w.count, 0) as written, coalesce(d.count, 0) as delivered, coalesce(f.count, 0) as failed,
  coalesce(x.count, 0) as died, round(d.quantiles[1])::int as p50_ms, round(d.quantiles[2])::int as p95_ms`;
export const joinFlows = `
  left join written w using (handler, at) left join delivered d using (handler, at)
  left join failed f using (handler, at) left join died x using (handler, at)`;

/** The lowest ID since `span.since`: a UUIDv7 begins with its time. */
const idSince = "rpad(lpad(to_hex((extract(epoch from s.since) * 1000)::bigint), 12, '0'), 32, '0')::uuid";
const milliseconds = (from: string, to: string) => `extract(epoch from ${to} - ${from})::float8 * 1000`;

/**
 * After `flows`: latency histograms per stage, handler and bucket, where `condition` is met. `relay` by the creation of first
 * revisions, `wait` and `run` by the end of the attempt, `total` by the delivery. Attempts of lost workers have no known end.
 */
export const latencyHistograms = (condition: string): string => `
  ended as (
    select d.handler, date_bin(s.width, a.ended_at, s.since) as at, a.number, a.started_at, a.ended_at, d.queued_at
    from span s cross join attempt a join delivery d on d.id = a.delivery_id
    where a.outcome <> 'worker_lost' and a.ended_at >= s.since
  ), took (handler, at, stage, ms) as (
    select d.handler, date_bin(s.width, d.created_at, s.since), 'relay', ${milliseconds(writtenAt, "d.created_at")}
    from span s cross join delivery d
    where d.id >= ${idSince} and d.created_at >= s.since and d.revision = 1
    union all select handler, at, 'wait', ${milliseconds("queued_at", "claimed_at")} from told where attempts = 1
    union all select handler, at, 'run', ${milliseconds("claimed_at", "settled_at")} from told where attempts = 1
    union all select handler, at, 'wait', ${milliseconds("queued_at", "started_at")} from ended where number = 1
    union all select handler, at, 'run', ${milliseconds("started_at", "ended_at")} from ended
    union all select handler, at, 'total', ms from told
  ), spread as (
    select handler, at, jsonb_object_agg(stage, classes) as spread from (
      select handler, at, stage, jsonb_object_agg(step, count) as classes from (
        select handler, at, stage, case when ms > 1 then ceil(ln(ms) / ln(${classGrowth}::float8))::int else 0 end as step,
               count(*) as count
        from took where ms is not null and ${condition} group by 1, 2, 3, 4
      ) counted group by 1, 2, 3
    ) staged group by 1, 2
  )`;
