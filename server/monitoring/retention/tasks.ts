import type pg from "pg";
import type { RetentionKind } from "#server/contracts/monitoring/retention.ts";
import { deleteOldProcesses } from "#server/monitoring/processes/sql/delete-old-processes.ts";
import { discardOldDead } from "#server/monitoring/retention/discard-old-dead.ts";
import type { Periods } from "#server/monitoring/retention/periods.ts";
import { fromTheStart, purgePayloads } from "#server/monitoring/retention/purge-payloads.ts";
import { deleteExpiredAccess } from "#server/monitoring/retention/sql/delete-expired-access.ts";
import { deleteExpiredKeys } from "#server/monitoring/retention/sql/delete-expired-keys.ts";
import { deleteFullBuckets } from "#server/monitoring/retention/sql/delete-full-buckets.ts";
import { deleteOldAlerts } from "#server/monitoring/retention/sql/delete-old-alerts.ts";
import { eraseReplayChanges } from "#server/monitoring/retention/sql/erase-replay-changes.ts";

/** Batch sizes: small, so that other transactions wait only briefly for the rows of one. */
const lettersAtOnce = 100;
const keysAtOnce = 1_000;
const bucketsAtOnce = 10_000;

/** Runs one batch. Returns its number of rows, and whether there may be more. */
type Batch = () => Promise<{ rows: number; more: boolean }>;
export type RetentionTask = { kind: RetentionKind; rule: string; begin: (pool: pg.Pool) => Batch };

const once =
  (remove: (pool: pg.Pool) => Promise<number>): RetentionTask["begin"] =>
  (pool) =>
  async () => ({ rows: await remove(pool), more: false });
const untilFewer =
  (most: number, remove: (pool: pg.Pool) => Promise<number>): RetentionTask["begin"] =>
  (pool) =>
  async () => {
    const rows = await remove(pool);
    return { rows, more: rows === most };
  };

/** Rate limit buckets can be many, one per address: they are removed in batches until none is left. */
const removeAccess: RetentionTask["begin"] = (pool) => async () => {
  const buckets = await deleteFullBuckets(pool, bucketsAtOnce);
  return { rows: buckets + (await deleteExpiredAccess(pool)), more: buckets === bucketsAtOnce };
};

function purgeAllPayloads(periods: Periods): RetentionTask["begin"] {
  return (pool) => {
    let after = fromTheStart;
    return async () => {
      const { purged, next } = await purgePayloads(pool, { periods, after });
      after = next ?? after;
      return { rows: purged, more: next !== null };
    };
  };
}

const inDays = (count: number): string => (count === 1 ? "1 day" : `${count} days`);

function payloadRule({ delivered, discarded, withdrawn }: Periods): string {
  const ends = [
    [delivered, "delivery"],
    [discarded, "discarding"],
    [withdrawn, "withdrawal"],
  ] as const;
  const same = ends.every(([period]) => period === delivered);
  const after = same
    ? `${inDays(delivered)} after delivery, discarding or withdrawal`
    : ends.map(([period, end]) => `${inDays(period)} after ${end}`).join(", ");
  return `${after}; open deliveries and dead letters are kept forever. Afterwards restore, edit and replay return 410`;
}

/** Everything that is removed because of its age, and after how long. Each kind runs alone: a failure does not affect the others. */
export const retentionTasks = (periods: Periods): RetentionTask[] => [
  // Dead letters first, so that their period as discarded ones begins now.
  {
    kind: "dead_letters",
    rule:
      periods.dead === null
        ? "kept forever, unless RETENTION_DEAD_DAYS is set"
        : `${inDays(periods.dead)} after they were dead-lettered and last changed; then discarded with the reason "retention". They can be restored`,
    begin: periods.dead === null ? once(async () => 0) : untilFewer(lettersAtOnce, discardAfter(periods.dead)),
  },
  { kind: "payloads", rule: payloadRule(periods), begin: purgeAllPayloads(periods) },
  {
    kind: "idempotency_keys",
    rule: "24 hours, while a repeated order returns the response to the first one",
    begin: untilFewer(keysAtOnce, (pool) => deleteExpiredKeys(pool, keysAtOnce)),
  },
  {
    kind: "sign_ins",
    rule: "attempt counters and unused links 1 day, sessions 31 days after they ended, order limits until their buckets are full",
    begin: removeAccess,
  },
  { kind: "alerts", rule: "90 days after they were resolved", begin: once(deleteOldAlerts) },
  {
    kind: "processes",
    rule: "1 day after the last heartbeat; deploys 400 days",
    begin: once(deleteOldProcesses),
  },
  {
    kind: "replays",
    rule: `values of changes ${inDays(periods.delivered)} after the end; receipts are kept forever`,
    begin: once((pool) => eraseReplayChanges(pool, periods.delivered)),
  },
];

const discardAfter = (days: number) => (pool: pg.Pool) => discardOldDead(pool, days, lettersAtOnce);
