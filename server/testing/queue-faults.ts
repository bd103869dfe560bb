import type pg from "pg";
import { claimDeliveries } from "#server/delivery/deliveries/sql/claim-deliveries.ts";
import type { ClaimedAttempt } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { mailHandler } from "#server/testing/pipeline.ts";

/** Claims a delivery and never settles it, as a worker that crashes. Returns the number of its attempt. */
export async function claimWithoutSettling(pool: pg.Pool, id: string): Promise<ClaimedAttempt> {
  const who = { worker: "doomed", build: "1" };
  const claim = (await claimDeliveries(pool, { ids: [id], maxAttempts: 4, alone: true, ...who })).get(id);
  if (claim?.attempt == null) throw new Error("nothing was claimed");
  return { id, attempt: claim.attempt, startedAt: claim.startedAt, ...who };
}

/** Returns an active job to the queue, as after a crash or a time limit: it is fetched again. */
export async function expireLease(pool: pg.Pool, id: string, queue = mailHandler): Promise<void> {
  const { rowCount } = await pool.query(
    "update pgboss.job set state = 'retry', start_after = now() where id = $1 and name = $2 and state = 'active'",
    [id, queue],
  );
  if (rowCount !== 1) throw new Error("the job is not active");
}

/** Runs pg-boss's maintenance of every queue now: expiry, heartbeats, deletion. */
export async function maintainQueue(pool: pg.Pool, boss: Boss): Promise<void> {
  await maintenanceIsDue(pool);
  await boss.supervise();
}

async function maintenanceIsDue(pool: pg.Pool): Promise<void> {
  await pool.query("update pgboss.queue set monitor_on = null, monitor_claim_on = null, maintain_on = null");
}

/** Expires a worker's heartbeats a minute ago and runs pg-boss's maintenance: its jobs are fetched again or dead-lettered. */
export async function expireHeartbeats(pool: pg.Pool, boss: Boss, ids: readonly string[]): Promise<void> {
  await pool.query(
    "update pgboss.job set heartbeat_on = now() - interval '1 min' where id = any($1::uuid[]) and state = 'active'",
    [ids],
  );
  await maintainQueue(pool, boss);
}

/** Expires all heartbeats a minute ago: the next worker finds the abandoned jobs by its own first check. */
export async function expireAllHeartbeats(pool: pg.Pool): Promise<void> {
  await pool.query("update pgboss.job set heartbeat_on = heartbeat_on - interval '1 min' where state = 'active'");
  await maintenanceIsDue(pool);
}

export async function makeNextAttemptDue(pool: pg.Pool, id: string, queue = mailHandler): Promise<void> {
  await pool.query("update pgboss.job set start_after = now() where id = $1 and name = $2", [id, queue]);
}

export async function endUndoWindow(pool: pg.Pool, id: string): Promise<void> {
  await pool.query("update delivery set release_at = now(), check_at = now() where id = $1", [id]);
}

/** Deletes a delivery's job, as by hand. */
export async function removeJob(pool: pg.Pool, id: string): Promise<void> {
  await pool.query("delete from pgboss.job where id = $1", [id]);
}

/** The states of a delivery's jobs in one queue: none or one. */
export async function jobStatesOf(pool: pg.Pool, id: string, queue = mailHandler): Promise<string[]> {
  const { rows } = await pool.query<{ state: string }>("select state from pgboss.job where name = $1 and id = $2", [
    queue,
    id,
  ]);
  return rows.map(({ state }) => state);
}

export async function attemptsOf(pool: pg.Pool, id: string) {
  const { rows } = await pool.query<{ number: number; outcome: string; failureCode: string | null }>(
    `select number, outcome, failure_code as "failureCode" from attempt where delivery_id = $1 order by number`,
    [id],
  );
  return rows;
}
