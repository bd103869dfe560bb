import type { UnassignedDeadLetter } from "#server/delivery/causes/assign-causes.ts";
import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import { acceptedAtOf } from "#server/delivery/deliveries/sql/accepted-at-of.ts";
import { recheckNext } from "#server/delivery/deliveries/sql/recheck-next.ts";
import type { Tx } from "#server/platform/database/db.ts";

const deliveryUnknown = "'Delivery unknown: the server may have taken it, and the worker ended before its answer.'";

/** An in-flight delivery that was taken already (see acceptedAtOf) is delivered: nothing is sent again. */
export async function settleAccepted(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await tx.query<{ settled: number }>({
    name: "settle_accepted",
    text: `with told as (
             update delivery d
             set state = 'delivered', settled_at = now(), accepted_at = ${acceptedAtOf("d")}, sending_since = null,
                 next_attempt_at = null, version = version + 1, updated_at = now()
             where d.id = $1 and d.state = any($2::text[]) and ${acceptedAtOf("d")} is not null
             returning d.id, d.handler, d.subject, d.ordered
           ), ${recheckNext("told")}
           select count(*)::int as settled from told`,
    values: [id, inFlightStates],
  });
  return rows[0]?.settled === 1;
}

/** The last try's worker died, with the budget spent or with its last byte perhaps sent: writes the verdict. */
export async function condemn(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: "condemn",
    text: `update delivery set verdict = 'dead', sending_since = null, next_attempt_at = null, updated_at = now(),
                  ambiguous_since = coalesce(ambiguous_since, case when sending_since is not null then data_since end),
                  failure_code = case when sending_since is null then coalesce(failure_code, 'worker_lost')
                                      when data_since is null then 'worker_lost' else 'delivery_unknown' end,
                  error = case when sending_since is null then error
                               when data_since is not null then ${deliveryUnknown}
                               else 'The last try''s worker ended before it could say what became of it.' end
           where id = $1 and state = any($2::text[]) and verdict is null`,
    values: [id, inFlightStates],
  });
}

export type Collected = UnassignedDeadLetter & { state: "dead" | "delivered" };

/**
 * The collector's move: in flight → dead, or → delivered when a receipt is kept after all. A worker that died over the
 * last try is written as an attempt. Returns null when nothing was in flight: then there is nothing to collect.
 */
export async function collectDead(tx: Tx, input: { id: string; build: string }): Promise<Collected | null> {
  const { rows } = await tx.query<Collected>({
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
    values: [input.id, input.build, inFlightStates],
  });
  return rows[0] ?? null;
}
