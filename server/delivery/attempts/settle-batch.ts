import type pg from "pg";
import {
  type Accepted,
  type ClaimedAttempt,
  type Failed,
  type ProbeFailed,
  returnClaims,
  returnFailedProbes,
  settleDelivered,
  settleFailed,
} from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import {
  completeJobs,
  deadLetterJobs,
  type QueueJob,
  retryJobIn,
  returnJobs,
} from "#server/platform/pgboss/settle-jobs.ts";

/** The result of an attempt, with its job. */
export type Settlement = { job: QueueJob } & (
  | ({ kind: "accepted" } & Accepted)
  | ({ kind: "failed" } & Failed)
  | ({ kind: "probeFailed" } & ProbeFailed)
  | { kind: "returned"; tried: ClaimedAttempt }
);

// A statement is planned once per connection: planning cost as much as its execution. The plan may be older than the table's
// growth, so that a sequential scan, which is cheap for a small table, is excluded.
const planSettings = ["plan_cache_mode = force_generic_plan", "enable_seqscan = off"];

export type Settled = "delivered" | "retrying" | "dead" | "returned" | "lost";

/**
 * Settles attempts of one handler in one transaction: deliveries, attempts and jobs change together, each fenced by the
 * number of its attempt. An attempt that lost its claim leaves the job to the later one. A batch holds at most one settlement
 * per delivery.
 */
export function settleBatch(
  pool: pg.Pool,
  boss: Boss,
  queue: string,
  settlements: readonly Settlement[],
): Promise<Settled[]> {
  return inTransaction(
    pool,
    async (tx) => {
      const held = new Map<QueueJob, Settled>();
      for (const move of [settleAccepted, settleRetried, settleDead, settleFailedProbes, settleReturned]) {
        for (const [job, settled] of await move(tx, boss, queue, settlements)) held.set(job, settled);
      }
      return settlements.map(({ job }) => held.get(job) ?? "lost");
    },
    planSettings,
  );
}

type Move = (
  tx: Tx,
  boss: Boss,
  queue: string,
  settlements: readonly Settlement[],
) => Promise<(readonly [QueueJob, Settled])[]>;

const settleAccepted: Move = async (tx, boss, queue, settlements) => {
  const all = settlements.filter((settlement) => settlement.kind === "accepted");
  if (all.length === 0) return [];
  const jobs = jobsOf(all, await settleDelivered(tx, all));
  crashPoint("worker.marked_not_completed");
  await completeJobs(boss, tx, queue, jobs);
  return jobs.map((job) => [job, "delivered"]);
};

const settleRetried: Move = async (tx, boss, queue, settlements) => {
  const all = settlements.filter((settlement) => settlement.kind === "failed").filter(({ next }) => next !== "dead");
  if (all.length === 0) return [];
  const jobs = jobsOf(all, await settleFailed(tx, all));
  await scheduleRetries(tx, boss, queue, all, jobs);
  return jobs.map((job) => [job, "retrying"]);
};

const settleFailedProbes: Move = async (tx, boss, queue, settlements) => {
  const all = settlements.filter((settlement) => settlement.kind === "probeFailed");
  if (all.length === 0) return [];
  const jobs = jobsOf(all, await returnFailedProbes(tx, all));
  await scheduleRetries(tx, boss, queue, all, jobs);
  return jobs.map((job) => [job, "retrying"]);
};

async function scheduleRetries(
  tx: Tx,
  boss: Boss,
  queue: string,
  all: readonly { job: QueueJob; next: Failed["next"] }[],
  jobs: QueueJob[],
): Promise<void> {
  await returnJobs(boss, tx, queue, jobs);
  for (const { job, next } of all) {
    if (jobs.includes(job) && next !== "dead") await retryJobIn(boss, tx, queue, job, next.delaySeconds);
  }
}

const settleDead: Move = async (tx, boss, queue, settlements) => {
  const all = settlements.filter((settlement) => settlement.kind === "failed").filter(({ next }) => next === "dead");
  if (all.length === 0) return [];
  const jobs = jobsOf(all, await settleFailed(tx, all));
  await deadLetterJobs(boss, tx, queue, jobs);
  return jobs.map((job) => [job, "dead"]);
};

const settleReturned: Move = async (tx, boss, queue, settlements) => {
  const all = settlements.filter((settlement) => settlement.kind === "returned");
  if (all.length === 0) return [];
  const jobs = jobsOf(all, await returnClaims(tx, all));
  await returnJobs(boss, tx, queue, jobs);
  return jobs.map((job) => [job, "returned"]);
};

const jobsOf = (all: readonly { job: QueueJob; tried: ClaimedAttempt }[], held: ReadonlySet<string>): QueueJob[] =>
  all.filter(({ tried }) => held.has(tried.id)).map(({ job }) => job);
