import type { PauseReason } from "#server/contracts/delivery/sending.ts";
import { databaseKey } from "#server/delivery/gate/gate.ts";
import { flows } from "#server/monitoring/history/sql/flows.ts";
import { takesDeliveries } from "#server/monitoring/processes/sql/process-states.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { newHours } from "#server/triage/causes/cause-state.ts";
import { causeStates } from "#server/triage/causes/sql/cause-states.ts";

export type AlertFacts = {
  /** Workers that take deliveries now. */
  workers: number;
  /**
   * Why nothing may be sent, for which database and permit, and how many deliveries wait for it; null where sending is
   * confirmed. The database is part of it because a backup may contain the alert of an earlier pause.
   */
  sending: { reason: PauseReason; database: string; deliveries: number } | null;
  outbox: { pending: number; lagSeconds: number | null };
  handlers: {
    handler: string;
    paused: boolean;
    /** Why its breaker holds its deliveries, and how many wait for it; null where it does not. */
    held: {
      deliveries: number;
      failed: number | null;
      tries: number | null;
      failureCode: string | null;
      by: string | null;
    } | null;
    ready: number;
    oldestReadySeconds: number | null;
    dead: number;
    oldestDeadSeconds: number | null;
    deliveredLastMinute: number;
    failedLastMinute: number;
    diedLastMinute: number;
  }[];
  /** Those that a hand should look at, the largest first. */
  causes: { fingerprint: string; title: string; dead: number; isNew: boolean; isBack: boolean }[];
};
/** The facts of one evaluation, and whether it may have to change an episode. `turn` is its number among all evaluations. */
export type AlertLook = { at: Date; turn: string; facts: AlertFacts; open: number; due: number };

/**
 * One look at everything that alerts judge, at one moment, and null where somebody has looked within `restSeconds`: workers and
 * web all ask, and at rest a look is one statement. Whoever comes second waits for the row and then finds it fresh.
 */
export async function lookForAlerts(queryable: Queryable, restSeconds: number): Promise<AlertLook | null> {
  const { rows } = await queryable.query<AlertLook>({
    name: "look_for_alerts",
    // causeStates reads the moment from $1.
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
    values: [new Date(), restSeconds],
  });
  return rows[0] ?? null;
}

/** Whether no later evaluation has begun, and none begins before the transaction ends: overtaken facts may be stale. */
export async function isLatestLook(tx: Tx, turn: string): Promise<boolean> {
  const { rows } = await tx.query({
    name: "is_latest_look",
    text: "select from alert_look where at = $1::timestamptz for update",
    values: [turn],
  });
  return rows.length === 1;
}
