import type { ProcessState } from "#server/contracts/monitoring/process.ts";
import type { RetentionKind } from "#server/contracts/monitoring/retention.ts";
import type { CauseState } from "#server/contracts/triage/cause.ts";
import { processStateColumn } from "#server/monitoring/processes/sql/process-states.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { causeStates } from "#server/triage/causes/sql/cause-states.ts";

export type ReplayOutcome = "delivered" | "dead" | "withdrawn";
export type Totals = {
  relayed: number;
  deaths: { handler: string; deaths: number }[];
  replays: { outcome: ReplayOutcome; replays: number }[];
  causes: { state: CauseState; causes: number }[];
  workers: { state: ProcessState; workers: number }[];
  beatAgeSeconds: number | null;
  retention: { kind: RetentionKind; rowsTotal: number; startedAtSeconds: number; failed: boolean }[];
};

/**
 * What a scrape tells beside the depths, at one moment. The first three only ever grow: no message and no delivery is
 * deleted, a death is counted once, and what a replay came to is left for none of the other two.
 */
export async function countTotals(queryable: Queryable, now: Date): Promise<Totals> {
  const { rows } = await queryable.query<{ totals: Totals }>({
    name: "count_totals",
    text: `
      with s as materialized (${causeStates}),
      replay as (
        -- A replay that died is dead until a hand takes it: replayed once more, or put away.
        select case when state in ('dead', 'replayed', 'discarded') then 'dead' else state end as outcome, count(*) as replays
        from delivery where revision > 1 and state in ('delivered', 'withdrawn', 'dead', 'replayed', 'discarded') group by 1
      ), worker as (
        select ${processStateColumn} as state, count(*) as workers from running_process where kind = 'worker' group by 1
      )
      select json_build_object(
        'relayed', (select count(*) from outbox_message) - (select count(*) from outbox_pending)
                   - (select count(*) from outbox_message where parked_at is not null),
        'deaths', (select coalesce(json_agg(json_build_object('handler', handler, 'deaths', deaths)), '[]')
                   from (select handler, sum(deaths) as deaths from s group by handler) d),
        'replays', (select coalesce(json_agg(replay), '[]') from replay),
        'causes', (select coalesce(json_agg(json_build_object('state', state, 'causes', causes)), '[]')
                   from (select state, count(*) as causes from s group by state) c),
        'workers', (select coalesce(json_agg(worker), '[]') from worker),
        'retention', (select coalesce(json_agg(json_build_object('kind', kind, 'rowsTotal', rows_total,
                        'startedAtSeconds', extract(epoch from started_at), 'failed', error is not null) order by kind), '[]')
                      from retention_run),
        'beatAgeSeconds', (select extract(epoch from now() - max(seen_at)) from running_process where kind = 'worker')
      ) as totals`,
    values: [now],
  });
  const [row] = rows;
  if (!row) throw new Error("a count returned no row");
  return row.totals;
}
