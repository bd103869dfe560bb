import type pg from "pg";
import { assignMissingCauses } from "#server/delivery/causes/assign-missing-causes.ts";
import type { Route } from "#server/delivery/outbox/routes.ts";
import { claimMessages, type Released } from "#server/delivery/outbox/sql/claim-messages.ts";
import { findJobless, lockJobless } from "#server/delivery/outbox/sql/find-jobless.ts";
import { lockRelay } from "#server/delivery/outbox/sql/lock-relay.ts";
import { parkMessages, unroutedHandler } from "#server/delivery/outbox/sql/park-messages.ts";
import { recordRelayFailure } from "#server/delivery/outbox/sql/record-relay-failure.ts";
import { releaseDeliveries } from "#server/delivery/outbox/sql/release-deliveries.ts";
import { routeUnrouted } from "#server/delivery/outbox/sql/route-unrouted.ts";
import { traceRelay } from "#server/delivery/outbox/trace-relay.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { enqueue } from "#server/platform/pgboss/enqueue.ts";
import { removeJobs } from "#server/platform/pgboss/remove-jobs.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

export type RelayRegistry = { routes: readonly Route[]; knownTypes: readonly string[] };

export type RelayResult = {
  /** False when another relay held the lock, and this one did nothing. */
  locked: boolean;
  relayed: number;
  released: number;
  parked: number;
  /** Whether more may be due at once. */
  more: boolean;
};

const idle: RelayResult = { locked: true, relayed: 0, released: 0, parked: 0, more: false };
/** Messages per commit (0.1 s). Half as many cost 5 % more each, twice as many save nothing. */
const defaultLimit = 2_000;
/** Releases keep up with new deliveries when a message fans out to several handlers. */
const deliveriesPerMessage = 4;
const logger = logFor("relay");

/**
 * One tick of the relay in one transaction: claims messages, creates their deliveries, releases due ones and enqueues them.
 * Deliveries and jobs are committed together, so that nothing is enqueued twice or lost.
 *
 * An error of a claimed row (SQLSTATE 22, 23, 54) halves the batch until the row is alone. Its attempt is counted, and after
 * five it is parked as dead letters. Any other error, such as an outage, is thrown and counts no attempt.
 */
export async function relayBatch(
  pool: pg.Pool,
  boss: Boss,
  registry: RelayRegistry,
  limit = defaultLimit,
): Promise<RelayResult> {
  let size = limit;
  for (;;) {
    const startedAt = Date.now();
    try {
      const result = await inTransaction(pool, (tx) => tick(tx, boss, registry, size));
      if (result.counts.released > 0) crashPoint("relay.marked");
      for (const handler of result.handlers) notify("redeliver_queue", handler);
      traceRelay(pool, result.released, startedAt);
      return { ...result.counts, more: result.counts.more || size < limit };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      const { message } = error;
      if (size === 1) return inTransaction(pool, (tx) => countHeadFailure(tx, registry, message));
      size = Math.ceil(size / 2);
    }
  }
}

/**
 * Safety net: enqueues a new job for every delivery in flight that lost its own (an emptied queue, a cancelled job, a partial
 * dump). It should find none. Searches without the relay's lock, because that takes time with a long backlog. Removes the
 * finished job first, because pg-boss ignores an ID that still exists. Returns the number of jobs.
 */
export async function requeueJobless(pool: pg.Pool, boss: Boss, limit = defaultLimit): Promise<number> {
  const suspects = await findJobless(pool, limit);
  if (suspects.length === 0) return 0;
  const requeued = await inTransaction(pool, async (tx) => {
    if (!(await lockRelay(tx))) return [];
    const found = await lockJobless(
      tx,
      suspects.map(({ id }) => id),
    );
    for (const [handler, deliveries] of Map.groupBy(found, (delivery) => delivery.handler)) {
      const ids = deliveries.map(({ id }) => id);
      const deadLetterQueues = new Set(deliveries.map(({ deadLetterQueue }) => deadLetterQueue));
      for (const queue of [handler, ...deadLetterQueues]) await removeJobs(boss, tx, queue, ids);
      await enqueue(boss, tx, handler, ids);
    }
    return found;
  });
  for (const handler of new Set(requeued.map((delivery) => delivery.handler))) notify("redeliver_queue", handler);
  return requeued.length;
}

type Tick = { counts: RelayResult; handlers: string[]; released: Released[] };

async function tick(tx: Tx, boss: Boss, registry: RelayRegistry, size: number): Promise<Tick> {
  if (!(await lockRelay(tx))) return { counts: { ...idle, locked: false }, handlers: [], released: [] };
  const {
    relayed,
    waiting,
    released: created,
  } = await claimMessages(tx, { limit: size, ...registry }).catch((error: unknown) => {
    throw isOfARow(error) ? new RowError(error.message, { cause: error }) : error;
  });
  if (relayed > 0) crashPoint("relay.claimed");
  const parked = relayed < size ? await countUnknownTypes(tx, registry) : 0;
  const { looked, released: due } = await releaseDeliveries(tx, size * deliveriesPerMessage);
  const released = [...created, ...due];
  if (released.length > 0) crashPoint("relay.released");
  const byHandler = Map.groupBy(released, (delivery) => delivery.handler);
  let routed = 0;
  for (const [handler, deliveries] of byHandler) {
    const ids = deliveries.map((delivery) => delivery.id);
    if (handler === unroutedHandler) {
      routed += await routeUnrouted(tx, { ids, routes: registry.routes });
      continue;
    }
    const taken = await enqueue(boss, tx, handler, ids);
    if (taken.length !== ids.length)
      logger.error({ handler, ids: ids.length, taken: taken.length }, "some released deliveries already had a job");
  }
  if (released.length > 0) crashPoint("relay.published_not_marked");
  if (parked > 0 || byHandler.has(unroutedHandler)) await assignMissingCauses(tx);
  const counts = {
    ...idle,
    relayed,
    released: released.length,
    parked,
    more: relayed === size || waiting + routed > 0 || looked === size * deliveriesPerMessage,
  };
  return { counts, handlers: [...byHandler.keys()], released };
}

async function countUnknownTypes(tx: Tx, registry: RelayRegistry): Promise<number> {
  const exhausted = await recordRelayFailure(tx, {
    error: "No message definition of this build has this type, or its target handler has no route.",
    limit: defaultLimit,
    of: "unknown",
    ...registry,
  });
  if (exhausted.length === 0) return 0;
  return parkMessages(tx, { ids: exhausted.map((row) => row.id), routes: registry.routes, code: "unknown_type" });
}

async function countHeadFailure(tx: Tx, registry: RelayRegistry, message: string): Promise<RelayResult> {
  if (!(await lockRelay(tx))) return { ...idle, locked: false };
  const exhausted = await recordRelayFailure(tx, {
    error: message.slice(0, 2000),
    limit: 1,
    of: "claimable",
    ...registry,
  });
  const parked =
    exhausted.length === 0
      ? 0
      : await parkMessages(tx, {
          ids: exhausted.map((row) => row.id),
          routes: registry.routes,
          code: "payload_invalid",
        });
  if (parked > 0) await assignMissingCauses(tx);
  return { ...idle, parked, more: true };
}

class RowError extends Error {}

/** Data exceptions, constraint violations and program limits are errors of a row. Everything else is an outage. */
function isOfARow(error: unknown): error is Error {
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code));
}
