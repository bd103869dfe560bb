import { flowColumns, flows, joinFlows, latencyHistograms } from "#server/monitoring/history/sql/flows.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "record_history",
  text: `
      with turn as materialized (
        select pg_try_advisory_xact_lock(hashtext('redeliver.history')) as mine
      ), width as materialized (
        select make_interval(secs => $1::int) as width, date_bin(make_interval(secs => $1::int), now(), 'epoch') as present
      ), span as materialized (
        select width, present, greatest(present - make_interval(secs => $3::int), least(present - 5 * width,
                 coalesce((select max(at) from history_point where resolution = $1::int), '-infinity'))) as since
        from width where (select mine from turn)
      ), ${flows}, ${latencyHistograms("$1::int = 10")}, handler as (
        select unnest($2::text[]) as handler union select '*' union select handler from delivered
        union select handler from died union select handler from failed
      ), open as (
        select coalesce(handler, '*') as handler, count(*) filter (where state = 'waiting')::int as waiting,
               count(*) filter (where state <> 'waiting')::int as in_flight
        from delivery where settled_at is null group by grouping sets ((handler), ())
      ), dead as (
        select coalesce(handler, '*') as handler, sum(count)::int as dead from (
          select handler, dead as count from cause where dead > 0
          union all select handler, 1 from delivery where state = 'dead' and cause is null
        ) counted group by grouping sets ((handler), ())
      )
      insert into history_point (resolution, at, handler, written, delivered, failed, died, p50_ms, p95_ms,
                                 pending, waiting, in_flight, dead, spread)
      select $1::int, b.at, b.handler, ${flowColumns},
             case when b.present and b.handler = '*' then (select count(*) from outbox_pending)::int end,
             case when b.present then coalesce(o.waiting, 0) end, case when b.present then coalesce(o.in_flight, 0) end,
             case when b.present then coalesce(g.dead, 0) end, p.spread
      from (select h.handler, at, at = s.present as present
            from span s, generate_series(s.since, s.present, s.width) at, handler h) b
      ${joinFlows} left join open o using (handler) left join dead g using (handler)
      left join spread p using (handler, at)
      on conflict (resolution, at, handler) do update
      set written = excluded.written, delivered = excluded.delivered, failed = excluded.failed, died = excluded.died,
          p50_ms = excluded.p50_ms, p95_ms = excluded.p95_ms, spread = excluded.spread, pending = coalesce(excluded.pending, history_point.pending),
          waiting = coalesce(excluded.waiting, history_point.waiting),
          in_flight = coalesce(excluded.in_flight, history_point.in_flight), dead = coalesce(excluded.dead, history_point.dead)`,
});

/**
 * Writes the buckets since the last stored one, `reachSeconds` back at most, counts the last six again (late commits), and
 * records the current depths in the open one. One statement, because idle workers may ask little. An advisory lock lets one
 * worker do it. Returns the number of points.
 */
export const recordPoints = (
  db: Queryable,
  input: { resolution: 10 | 60; handlers: readonly string[]; reachSeconds: number },
): Promise<number> => statement.run(db, [input.resolution, input.handlers, input.reachSeconds]);
