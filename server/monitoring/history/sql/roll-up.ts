import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "roll_up_history",
  text: `
      with removed as (
        delete from history_point where (resolution = 10 and at < now() - interval '2 h')
          or (resolution = 60 and at < now() - interval '49 h') or (resolution = 3600 and at < now() - interval '400 d')
      )
      insert into history_point (resolution, at, handler, written, delivered, failed, died, p50_ms, p95_ms,
                                 pending, waiting, in_flight, dead)
      select 3600, date_trunc('hour', at, 'UTC'), handler, sum(written), sum(delivered), sum(failed), sum(died),
             round(percentile_cont(0.5) within group (order by p50_ms)), max(p95_ms), max(pending), max(waiting), max(in_flight),
             max(dead)
      from history_point where resolution = 60 and at >= date_trunc('hour', greatest(
        now() - interval '48 h', least(now() - interval '1 h', (select max(at) from history_point where resolution = 3600))), 'UTC')
      group by 2, 3
      on conflict (resolution, at, handler) do update
      set written = excluded.written, delivered = excluded.delivered, failed = excluded.failed, died = excluded.died,
          p50_ms = excluded.p50_ms, p95_ms = excluded.p95_ms, pending = excluded.pending, waiting = excluded.waiting,
          in_flight = excluded.in_flight, dead = excluded.dead`,
});

/**
 * Aggregates stored minutes to hours (flows added, the median of the medians, the slowest minute, the highest depths) and
 * deletes what is no longer shown: 10 s buckets after 2 h, minutes after 49 h, hours after 400 days.
 */
export async function rollUp(db: Queryable): Promise<void> {
  await statement.run(db);
}
