import * as z from "zod";
import { handlerDepthDto, pipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { takesDeliveries } from "#server/monitoring/processes/sql/process-states.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const depths = pipelineDto.pick({ outbox: true, workers: true }).extend({
  handlers: z.array(handlerDepthDto.omit({ label: true, noun: true, enabled: true, paused: true, breaker: true })),
});
export type Depths = z.output<typeof depths> & { at: Date };

const statement = defineStatement({
  name: "count_depths",
  text: `
      with open as (
        select handler,
               count(*) filter (where state = 'waiting') as waiting,
               count(*) filter (where state = 'queued' and sending_since is null) as ready,
               count(*) filter (where state <> 'waiting' and sending_since is not null) as active,
               count(*) filter (where state = 'retrying' and sending_since is null) as retrying,
               min(created_at) as oldest
        from delivery where settled_at is null group by handler
      ), dead as (
        select handler, count(*) as dead, min(settled_at) as oldest from delivery where state = 'dead' group by handler
      ), delivered as (
        select handler, count(*) as delivered from delivery where state = 'delivered' group by handler
      ), outbox as (
        select count(*) as pending, min(occurred_at) as oldest from outbox_pending
      )
      select now() as at, json_build_object(
        'outbox', (select json_build_object('pending', pending, 'oldestAgeSeconds', extract(epoch from now() - oldest),
                     'parked', (select count(*) from outbox_message where parked_at is not null)) from outbox),
        'handlers', (select coalesce(json_agg(json_build_object('handler', handler,
            'waiting', coalesce(waiting, 0), 'ready', coalesce(ready, 0), 'active', coalesce(active, 0),
            'retrying', coalesce(retrying, 0), 'dead', coalesce(dead, 0), 'delivered', coalesce(delivered, 0),
            'oldestAgeSeconds', extract(epoch from now() - open.oldest),
            'oldestDeadAgeSeconds', extract(epoch from now() - dead.oldest))), '[]')
          from open full join dead using (handler) full join delivered using (handler)),
        'workers', (select count(*) from running_process where ${takesDeliveries})
      ) as depths`,
  row: z.object({ at: z.date(), depths }),
});

/**
 * Every depth at one moment, in one statement, so that the numbers are consistent. Open and dead deliveries are counted on
 * partial indexes; delivered is an index-only count. pg-boss's own statistics are cached for up to 60 s.
 */
export async function countDepths(db: Queryable): Promise<Depths> {
  const { at, depths: counted } = await statement.one(db);
  return { at, ...counted };
}
