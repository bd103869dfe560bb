/**
 * Common table expressions of what passed, per handler and for all together (`*`), in buckets of `span.width` from `span.since`
 * on; the statement names `span` before them. They are counted on the rows themselves, so that a bucket can be counted again
 * and says the same.
 */
export const flows = `
  told as (
    select d.handler, date_bin(s.width, d.settled_at, s.since) as at,
           extract(epoch from d.settled_at - m.occurred_at) * 1000 as ms
    from span s cross join delivery d join outbox_message m on m.id = d.message_id
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

/** All of them side by side, by (handler, at). */
export const flowColumns = `coalesce(w.count, 0) as written, coalesce(d.count, 0) as delivered, coalesce(f.count, 0) as failed,
  coalesce(x.count, 0) as died, round(d.quantiles[1])::int as p50_ms, round(d.quantiles[2])::int as p95_ms`;
export const joinFlows = `
  left join written w using (handler, at) left join delivered d using (handler, at)
  left join failed f using (handler, at) left join died x using (handler, at)`;
