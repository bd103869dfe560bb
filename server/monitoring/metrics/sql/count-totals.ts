import * as z from "zod";
import { processStates } from "#server/contracts/monitoring/process.ts";
import { retentionKindNames } from "#server/contracts/monitoring/retention.ts";
import { causeStates as causeStateNames } from "#server/contracts/triage/cause.ts";
import { processStateColumn } from "#server/monitoring/processes/sql/process-states.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { causeStates } from "#server/triage/causes/sql/cause-states.ts";

/** Final outcomes of replays. */
export const replayOutcomes = ["delivered", "dead", "withdrawn"] as const;

const totals = z.object({
  relayed: z.int(),
  deaths: z.array(z.object({ handler: z.string(), deaths: z.int() })),
  replays: z.array(z.object({ outcome: z.enum(replayOutcomes), replays: z.int() })),
  causes: z.array(z.object({ state: z.enum(causeStateNames), causes: z.int() })),
  workers: z.array(z.object({ state: z.enum(processStates), workers: z.int() })),
  beatAgeSeconds: z.number().nullable(),
  retention: z.array(
    z.object({
      kind: z.enum(retentionKindNames),
      rowsTotal: z.int(),
      startedAtSeconds: z.number(),
      failed: z.boolean(),
    }),
  ),
});
export type Totals = z.output<typeof totals>;

const statement = defineStatement({
  name: "count_totals",
  text: `
      with s as materialized (${causeStates}),
      replay as (
        -- A dead-lettered replay counts as dead also after it was replayed again or discarded.
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
  row: z.object({ totals }),
});

/**
 * Totals of a scrape at one moment. `relayed`, `deaths` and `replays` only grow: messages and deliveries are never deleted,
 * each dead-lettering is counted once, and the outcome of a replay is final.
 */
export const countTotals = async (db: Queryable, now: Date): Promise<Totals> => (await statement.one(db, [now])).totals;
