import * as z from "zod";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import { acceptedAtOf } from "#server/delivery/deliveries/sql/accepted-at-of.ts";
import { recheckNext } from "#server/delivery/deliveries/sql/recheck-next.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const deliveryUnknown = "'Delivery unknown: the server may have taken it, and the worker ended before its answer.'";

const accepted = defineStatement({
  name: "settle_accepted",
  text: `with told as (
             update delivery d
             set state = 'delivered', settled_at = now(), accepted_at = ${acceptedAtOf("d")}, sending_since = null,
                 next_attempt_at = null, version = version + 1, updated_at = now()
             where d.id = $1 and d.state = any($2::text[]) and ${acceptedAtOf("d")} is not null
             returning d.id, d.handler, d.subject, d.ordered
           ), ${recheckNext("told")}
           select count(*)::int as settled from told`,
  row: z.object({ settled: z.int() }),
});

/** Settles an in-flight delivery that was already accepted (see acceptedAtOf) as delivered. Returns whether it was one. */
export const settleAccepted = async (tx: Tx, id: string): Promise<boolean> =>
  (await accepted.one(tx, [id, inFlightStates])).settled === 1;

const mark = defineStatement({
  name: "condemn",
  text: `update delivery set verdict = 'dead', sending_since = null, next_attempt_at = null, updated_at = now(),
                  ambiguous_since = coalesce(ambiguous_since, case when sending_since is not null then data_since end),
                  failure_code = case when sending_since is null then coalesce(failure_code, 'worker_lost')
                                      when data_since is null then 'worker_lost' else 'delivery_unknown' end,
                  error = case when sending_since is null then error
                               when data_since is not null then ${deliveryUnknown}
                               else 'The last try''s worker ended before it could say what became of it.' end
           where id = $1 and state = any($2::text[]) and verdict is null`,
});

/** Marks a delivery for dead-lettering: its retries are exhausted, or its lost worker may have sent the last byte. */
export async function markForDeadLetter(tx: Tx, id: string): Promise<void> {
  await mark.run(tx, [id, inFlightStates]);
}

const collected = z.object({
  id: z.uuid(),
  handler: z.string(),
  state: z.enum(["dead", "delivered"]),
  failureCode: z.string().nullable(),
  error: z.string().nullable(),
});
export type Collected = z.output<typeof collected>;

const collect = defineStatement({
  name: "collect_dead",
  text: `
      with before as materialized (
        select * from delivery where id = $1 and state = any($3::text[]) for update
      ), lost as (
        insert into attempt (delivery_id, number, started_at, ended_at, outcome, worker, build, failure_code, error)
        select id, attempts, sending_since, now(), 'worker_lost', coalesce(worker, 'unknown'), $2, 'worker_lost',
               'The worker ended before it could say what became of this try.'
        from before where sending_since is not null
        on conflict (delivery_id, number) do nothing
      ), told as (
        update delivery d
        set state = case when d.accepted_at is null then 'dead' else 'delivered' end,
            verdict = case when d.accepted_at is null then 'dead' end,
            failure_code = case when d.accepted_at is null then coalesce(
              case when d.sending_since is not null and d.data_since is not null then 'delivery_unknown' end,
              d.failure_code, 'worker_lost') else d.failure_code end,
            error = case when d.sending_since is not null and d.data_since is not null then ${deliveryUnknown} else d.error end,
            ambiguous_since = coalesce(d.ambiguous_since, case when d.sending_since is not null then d.data_since end),
            settled_at = now(), sending_since = null, next_attempt_at = null, version = d.version + 1, updated_at = now()
        from before b where d.id = b.id
        returning d.id, d.handler, d.subject, d.ordered, d.state, d.failure_code, d.error
      ), ${recheckNext("told")}
      select id, handler, state, failure_code as "failureCode", error from told`,
  row: collected,
});

/**
 * Moves a delivery in flight to dead, or to delivered where a receipt exists. Records the attempt of a lost worker. Returns
 * null when it was not in flight.
 */
export const collectDead = async (tx: Tx, { id, build }: { id: string; build: string }): Promise<Collected | null> =>
  (await collect.maybeOne(tx, [id, build, inFlightStates])) ?? null;
