import { type FailureCode, failureCodes } from "#server/contracts/delivery/failure-code.ts";
import { type Breaker, closedBreaker } from "#server/delivery/gate/step-breaker.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/** A breaker at the version that the next change must find, and the moment by the database's clock: the only one that counts. */
export type StoredBreaker = Breaker & { version: number; at: Date };
export type SeenFailures = { deliveries: number; failed: number; tries: number; failureCode: string | null };

/** The columns of a row of `handler_breaker`, as a breaker's fields. */
export const breakerColumns = `b.state, b.since, b.opened_at as "openedAt", b.failed, b.tries, b.failure_code as "failureCode",
  b.actor_name as "actorName", b.reason, b.trips, b.next_probe_at as "nextProbeAt", b.probe_id as "probeId",
  b.probe_until as "probeUntil", b.probes_begun as "probesBegun", b.let_through_until as "letThroughUntil", b.version`;

/** Of a handler that never had one: closed, at version 0. */
export async function readBreaker(queryable: Queryable, handler: string): Promise<StoredBreaker> {
  const { rows } = await queryable.query<StoredBreaker | { version: null; at: Date }>({
    name: "read_breaker",
    text: `select clock_timestamp() as at, ${breakerColumns} from (select) one left join handler_breaker b on b.handler = $1`,
    values: [handler],
  });
  const [row] = rows;
  if (!row) throw new Error("a breaker was read as no row");
  return row.version === null ? { ...closedBreaker, version: 0, at: row.at } : row;
}

/**
 * What is no fault of a message's own: the other side is away, or the handler is broken. Of a worker that died nobody
 * knows why, and it may have been the message.
 */
const notTheMessages = (Object.keys(failureCodes) as FailureCode[]).filter(
  (code) => !failureCodes[code].permanent && code !== "worker_lost",
);

/** What was tried within the window, and since it last closed: what opened it then is not held against it again. */
export async function countFailures(
  queryable: Queryable,
  handler: string,
  windowSeconds: number,
): Promise<SeenFailures> {
  const { rows } = await queryable.query<SeenFailures>({
    name: "count_failures_for_breaker",
    text: `
      with span as materialized (
        select greatest(now() - make_interval(secs => $2::float8),
                        (select since from handler_breaker where handler = $1)) as since
      ), tried as materialized (
        select a.delivery_id, a.failure_code, a.failure_code = any($3::text[]) as counts
        from span s cross join attempt a join delivery d on d.id = a.delivery_id
        where d.handler = $1 and a.ended_at >= s.since and a.outcome in ('retried', 'dead')
      )
      select count(distinct delivery_id) filter (where counts)::int as deliveries, count(*) filter (where counts)::int as failed,
             count(*)::int + (select count(*)::int from span s cross join delivery d
                              where d.handler = $1 and d.state = 'delivered' and d.settled_at >= s.since) as tries,
             mode() within group (order by failure_code) filter (where counts) as "failureCode"
      from tried`,
    values: [handler, windowSeconds, notTheMessages],
  });
  const [row] = rows;
  if (!row) throw new Error("a count returned no row");
  return row;
}

/** Whether anything but this delivery waits for the handler's breaker. */
export async function isAnyOtherHeld(queryable: Queryable, handler: string, id: string): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "is_any_other_held",
    text: `select from delivery where settled_at is null and handler = $1 and state in ('queued', 'retrying') and id <> $2
           limit 1`,
    values: [handler, id],
  });
  return rowCount === 1;
}

/** Compare-and-set: writes it where the row is still the one that was read. Of however many who step it at once, one does. */
export async function writeBreaker(
  queryable: Queryable,
  handler: string,
  readVersion: number,
  breaker: Breaker,
): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "write_breaker",
    text: `insert into handler_breaker as b (handler, state, since, opened_at, failed, tries, failure_code, actor_name, reason,
             trips, next_probe_at, probe_id, probe_until, probes_begun, let_through_until, version)
           values ($1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $2::int + 1)
           on conflict (handler) do update
           set (state, since, opened_at, failed, tries, failure_code, actor_name, reason, trips, next_probe_at, probe_id,
                probe_until, probes_begun, let_through_until, version)
             = (excluded.state, excluded.since, excluded.opened_at, excluded.failed, excluded.tries, excluded.failure_code,
                excluded.actor_name, excluded.reason, excluded.trips, excluded.next_probe_at, excluded.probe_id,
                excluded.probe_until, excluded.probes_begun, excluded.let_through_until, excluded.version)
           where b.version = $2::int`,
    values: [
      ...[handler, readVersion, breaker.state, breaker.since, breaker.openedAt, breaker.failed, breaker.tries],
      ...[breaker.failureCode, breaker.actorName, breaker.reason, breaker.trips, breaker.nextProbeAt, breaker.probeId],
      ...[breaker.probeUntil, breaker.probesBegun, breaker.letThroughUntil],
    ],
  });
  return rowCount === 1;
}
