import * as z from "zod";
import { breakerStates } from "#server/contracts/delivery/breaker.ts";
import { type FailureCode, failureCodes } from "#server/contracts/delivery/failure-code.ts";
import { type Breaker, closedBreaker } from "#server/delivery/gate/step-breaker.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The columns of a row of `handler_breaker`, as a breaker's fields. */
export const breakerColumns = `b.state, b.since, b.opened_at as "openedAt", b.failed, b.tries, b.failure_code as "failureCode",
  b.actor_name as "actorName", b.reason, b.trips, b.next_probe_at as "nextProbeAt", b.probe_id as "probeId",
  b.probe_until as "probeUntil", b.probes_begun as "probesBegun", b.let_through_until as "letThroughUntil", b.version`;

/** `breakerColumns` of an outer join, and the moment by the database's clock. All null where a handler never had a breaker. */
export const breakerRow = z.object({
  at: z.date(),
  state: z.enum(breakerStates).nullable(),
  since: z.date().nullable(),
  openedAt: z.date().nullable(),
  failed: z.int().nullable(),
  tries: z.int().nullable(),
  failureCode: z.string().nullable(),
  actorName: z.string().nullable(),
  reason: z.string().nullable(),
  trips: z.int().nullable(),
  nextProbeAt: z.date().nullable(),
  probeId: z.uuid().nullable(),
  probeUntil: z.date().nullable(),
  probesBegun: z.int().nullable(),
  letThroughUntil: z.date().nullable(),
  version: z.int().nullable(),
});

/** A breaker, the version that the next change must find, and the moment by the database's clock. */
export type StoredBreaker = Breaker & { version: number; at: Date };

/** The breaker of a row, or null where the handler never had one. */
export function storedBreakerOf(row: z.output<typeof breakerRow>): StoredBreaker | null {
  const { state, since, trips, probesBegun, version } = row;
  if (state === null || since === null || trips === null || probesBegun === null || version === null) return null;
  return { ...row, state, since, trips, probesBegun, version };
}

const read = defineStatement({
  name: "read_breaker",
  text: `select clock_timestamp() as at, ${breakerColumns} from (select) one left join handler_breaker b on b.handler = $1`,
  row: breakerRow,
});

/** The breaker of a handler. Closed at version 0 for one that never had any. */
export async function readBreaker(db: Queryable, handler: string): Promise<StoredBreaker> {
  const row = await read.one(db, [handler]);
  return storedBreakerOf(row) ?? { ...closedBreaker, version: 0, at: row.at };
}

/**
 * Failures that are not the message's own fault: the destination is unavailable or the handler is broken. A lost worker is
 * left out, because the message may have killed it.
 */
const countedCodes = (Object.keys(failureCodes) as FailureCode[]).filter(
  (code) => !failureCodes[code].permanent && code !== "worker_lost",
);

const seenFailures = z.object({
  deliveries: z.int(),
  failed: z.int(),
  tries: z.int(),
  failureCode: z.string().nullable(),
});
export type SeenFailures = z.output<typeof seenFailures>;

const count = defineStatement({
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
  row: seenFailures,
});

/** Attempts within the window, and only since the breaker last closed: it does not open twice for the same failures. */
export const countFailures = (db: Queryable, handler: string, windowSeconds: number): Promise<SeenFailures> =>
  count.one(db, [handler, windowSeconds, countedCodes]);

const other = defineStatement({
  name: "is_any_other_held",
  text: `select from delivery where settled_at is null and handler = $1 and state in ('queued', 'retrying') and id <> $2
           limit 1`,
});

/** Whether another delivery than `id` waits for the handler's breaker. */
export const isAnyOtherHeld = async (db: Queryable, handler: string, id: string): Promise<boolean> =>
  (await other.run(db, [handler, id])) === 1;

const write = defineStatement({
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
});

/** Compare-and-set on the version that was read. Of concurrent writers, one succeeds. */
export async function writeBreaker(
  db: Queryable,
  handler: string,
  readVersion: number,
  breaker: Breaker,
): Promise<boolean> {
  const changed = await write.run(db, [
    ...[handler, readVersion, breaker.state, breaker.since, breaker.openedAt, breaker.failed, breaker.tries],
    ...[breaker.failureCode, breaker.actorName, breaker.reason, breaker.trips, breaker.nextProbeAt, breaker.probeId],
    ...[breaker.probeUntil, breaker.probesBegun, breaker.letThroughUntil],
  ]);
  return changed === 1;
}
