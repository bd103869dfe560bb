import * as z from "zod";
import { pauseReasons } from "#server/contracts/delivery/sending.ts";
import { databaseKey } from "#server/delivery/gate/gate.ts";
import { flows } from "#server/monitoring/history/sql/flows.ts";
import { takesDeliveries } from "#server/monitoring/processes/sql/process-states.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { newHours } from "#server/triage/causes/cause-state.ts";
import { causeStates } from "#server/triage/causes/sql/cause-states.ts";

const facts = z.object({
  /** Workers that take deliveries now. */
  workers: z.int(),
  /**
   * The reason of a pause of sending, its database and permit, and the number of deliveries that wait. Null where sending is
   * confirmed. The database is part of it because a backup may contain the alert of an earlier pause.
   */
  sending: z.object({ reason: z.enum(pauseReasons), database: z.string(), deliveries: z.int() }).nullable(),
  outbox: z.object({ pending: z.int(), lagSeconds: z.number().nullable() }),
  handlers: z.array(
    z.object({
      handler: z.string(),
      paused: z.boolean(),
      /** Why its circuit breaker holds its deliveries, and how many. Null while it is closed. */
      held: z
        .object({
          deliveries: z.int(),
          failed: z.int().nullable(),
          tries: z.int().nullable(),
          failureCode: z.string().nullable(),
          by: z.string().nullable(),
        })
        .nullable(),
      ready: z.int(),
      oldestReadySeconds: z.number().nullable(),
      dead: z.int(),
      oldestDeadSeconds: z.number().nullable(),
      deliveredLastMinute: z.int(),
      failedLastMinute: z.int(),
      diedLastMinute: z.int(),
    }),
  ),
  /** Causes that need action, the largest first. */
  causes: z.array(
    z.object({ fingerprint: z.string(), title: z.string(), dead: z.int(), isNew: z.boolean(), isBack: z.boolean() }),
  ),
});
export type AlertFacts = z.output<typeof facts>;

/** The facts of one evaluation, and how many alerts and notices are open. `turn` identifies it among all evaluations. */
const evaluation = z.object({ at: z.date(), turn: z.string(), facts, open: z.int(), due: z.int() });
export type AlertEvaluation = z.output<typeof evaluation>;

const statement = defineStatement({
  name: "look_for_alerts",
  // causeStates reads the time from $1.
  text: `
      with look as (
        update alert_look set at = now() where at <= now() - make_interval(secs => $2::float8) returning at
      ), span as materialized (
        select interval '60 s' as width, now() - interval '60 s' as since from look
      ), ${flows}, open as (
        select handler, count(*)::int as deliveries, count(*) filter (where state = 'queued' and sending_since is null)::int as ready,
               count(*) filter (where state in ('queued', 'retrying') and sending_since is null)::int as begun,
               min(queued_at) filter (where state = 'queued' and sending_since is null) as oldest
        from delivery where settled_at is null group by handler
      ), dead as (
        select c.handler, sum(c.dead)::int as dead,
               (select d.settled_at from delivery d where d.state = 'dead' and d.handler = c.handler
                order by d.settled_at, d.id limit 1) as oldest
        from cause c where c.dead > 0 group by c.handler
      ), handler as (
        select handler from open union select handler from dead union select handler from told
        union select handler from handler_breaker where state <> 'closed'
        union select handler from failed where handler <> '*' union select handler from died where handler <> '*'
      ), s as (${causeStates} where c.dead > 0)
      select look.at, look.at::text as turn, json_build_object(
        'sending', (select json_build_object('reason', p.reason, 'deliveries', (select coalesce(sum(deliveries), 0) from open),
                      'database', ${databaseKey} || '-' || coalesce((select max(seq) from sending_permit), 0))
                    from sending_paused_by() as p(reason) where p.reason is not null),
        'workers', (select count(*) from running_process where ${takesDeliveries}),
        'outbox', (select json_build_object('pending', count(*), 'lagSeconds', extract(epoch from now() - min(occurred_at)))
                   from outbox_pending),
        'handlers', (select coalesce(json_agg(json_build_object(
            'handler', handler, 'paused', p.handler is not null,
            'held', case when b.state <> 'closed' then json_build_object('deliveries', coalesce(o.begun, 0), 'failed', b.failed,
                      'tries', b.tries, 'failureCode', b.failure_code, 'by', b.actor_name) end, 'ready', coalesce(o.ready, 0),
            'oldestReadySeconds', extract(epoch from now() - o.oldest), 'dead', coalesce(g.dead, 0),
            'oldestDeadSeconds', extract(epoch from now() - g.oldest), 'deliveredLastMinute', coalesce(d.count, 0),
            'failedLastMinute', coalesce(f.count, 0), 'diedLastMinute', coalesce(x.count, 0)) order by handler), '[]')
          from handler left join open o using (handler) left join dead g using (handler)
          left join handler_pause p using (handler) left join handler_breaker b using (handler)
          left join (select handler, sum(count)::int as count from delivered group by 1) d using (handler)
          left join (select handler, sum(count)::int as count from failed group by 1) f using (handler)
          left join (select handler, sum(count)::int as count from died group by 1) x using (handler)),
        'causes', (select coalesce(json_agg(json_build_object('fingerprint', fingerprint, 'title', title, 'dead', dead,
              'isNew', first_seen_at > $1::timestamptz - interval '${newHours} hours', 'isBack', regressed_at is not null)
            order by dead desc, fingerprint), '[]') from s where s.state in ('new', 'regressed', 'escalating'))
      ) as facts,
      (select count(*)::int from alert where state <> 'resolved') as open,
      (select count(*)::int from alert_notice where state = 'due' and next_try_at <= now()) as due
      from look where $1::timestamptz is not null`,
  row: evaluation,
});

/**
 * Reads the facts of all rules at one moment. Null where another process did within `restSeconds`: workers and web all
 * evaluate, and an idle evaluation is one statement. A concurrent one waits for the row and then finds it fresh.
 */
export const readAlertFacts = async (db: Queryable, restSeconds: number): Promise<AlertEvaluation | null> =>
  (await statement.maybeOne(db, [new Date(), restSeconds])) ?? null;

const latest = defineStatement({
  name: "is_latest_look",
  text: "select from alert_look where at = $1::timestamptz for update",
});

/** Whether no later evaluation has begun, and none begins before the transaction ends: its facts would be newer. */
export const isLatestEvaluation = async (tx: Tx, turn: string): Promise<boolean> =>
  (await latest.run(tx, [turn])) === 1;
