import type { CauseIdentity } from "#server/delivery/causes/fingerprint.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** A delivery that was dead-lettered in this transaction, its cause, and the build that it failed under. */
export type CauseAssignment = { deliveryId: string; identity: CauseIdentity; build: string };

const mostBuilds = 20;

const statement = defineStatement({
  name: "note_deaths",
  text: `
    with given as materialized (
      select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        as g (id, fingerprint, handler, failure_code, error_class, title, frame, build)
    ), assigned as (
      update delivery d set cause = g.fingerprint from given g
      where d.id = g.id and d.state = 'dead' and d.cause is null
      returning d.id, d.cause, d.settled_at
    ), counted as materialized (
      select g.fingerprint, min(g.handler) as handler, min(g.failure_code) as failure_code, min(g.error_class) as error_class,
             min(g.title) as title, min(g.frame) as frame, array_agg(distinct g.build) as builds, count(*)::int as deaths,
             min(coalesce(n.settled_at, now())) as first_at, max(coalesce(n.settled_at, now())) as last_at
      from given g join assigned n on n.id = g.id group by g.fingerprint
    ), upserted as (
      insert into cause as c (fingerprint, handler, failure_code, error_class, title, frame, dead, deaths, builds,
                              first_seen_at, last_seen_at)
      select fingerprint, handler, failure_code, error_class, title, frame, deaths, deaths, builds, first_at, last_at
      from counted order by fingerprint
      on conflict (fingerprint) do update
      set dead = c.dead + excluded.dead, deaths = c.deaths + excluded.deaths,
          -- A new dead letter alone does not raise the version: an edit of the note must not fail because of it.
          version = c.version + case when c.resolved_at < excluded.last_seen_at then 1 else 0 end,
          first_seen_at = least(c.first_seen_at, excluded.first_seen_at),
          last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at),
          builds = case when c.builds @> excluded.builds then c.builds
                        else (c.builds || (select array_agg(b) from unnest(excluded.builds) b where b <> all(c.builds)))
                             [greatest(1, cardinality(c.builds || excluded.builds) - ${mostBuilds - 1}):] end,
          regressed_at = case when c.resolved_at < excluded.last_seen_at then excluded.last_seen_at else c.regressed_at end,
          resolved_at = case when c.resolved_at < excluded.last_seen_at then null else c.resolved_at end
      returning fingerprint
    )
    insert into cause_hour as h (fingerprint, hour, deaths)
    select g.fingerprint, date_trunc('hour', n.settled_at, 'UTC'), count(*)
    from given g join assigned n on n.id = g.id join upserted on upserted.fingerprint = g.fingerprint
    group by 1, 2 order by 1, 2
    on conflict (fingerprint, hour) do update set deaths = h.deaths + excluded.deaths`,
});

/**
 * Assigns dead letters their causes and counts them, as the last statement of the transaction that dead-lettered them: cause
 * rows are shared. Rows are locked in the order of their fingerprints, so that transactions with several causes cannot deadlock.
 */
export async function upsertCauses(tx: Tx, assignments: readonly CauseAssignment[]): Promise<void> {
  if (assignments.length === 0) return;
  const columns = assignments.map(({ deliveryId, identity, build }) => [
    ...[deliveryId, identity.fingerprint, identity.handler, identity.failureCode],
    ...[identity.errorClass, identity.title, identity.frame, build],
  ]);
  await statement.run(
    tx,
    Array.from({ length: 8 }, (_, column) => columns.map((values) => values[column])),
  );
}
