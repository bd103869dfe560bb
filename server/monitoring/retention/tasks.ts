import type pg from "pg";
import type { RetentionKind } from "#server/contracts/monitoring/retention.ts";
import { deleteLongGone } from "#server/monitoring/processes/sql/delete-long-gone.ts";
import { discardOldDead } from "#server/monitoring/retention/discard-old-dead.ts";
import type { Periods } from "#server/monitoring/retention/periods.ts";
import { fromTheStart, purgePayloads } from "#server/monitoring/retention/purge-payloads.ts";
import { deleteExpiredAccess } from "#server/monitoring/retention/sql/delete-expired-access.ts";
import { deleteExpiredKeys } from "#server/monitoring/retention/sql/delete-expired-keys.ts";
import { deleteFullBuckets } from "#server/monitoring/retention/sql/delete-full-buckets.ts";
import { deleteOldAlerts } from "#server/monitoring/retention/sql/delete-old-alerts.ts";

/** Small enough that nobody waits for the rows of one. */
const lettersAtOnce = 100;
const keysAtOnce = 1_000;
const bucketsAtOnce = 10_000;

/** One batch: how many rows, and whether there may be more. */
export type Batch = () => Promise<{ rows: number; more: boolean }>;
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

/** Buckets can be many: a stranger's network makes one for each address, so they are removed until none is left. */
const removeAccess: RetentionTask["begin"] = (pool) => async () => {
  const buckets = await deleteFullBuckets(pool, bucketsAtOnce);
  return { rows: buckets + (await deleteExpiredAccess(pool)), more: buckets === bucketsAtOnce };
};

function walkPayloads(periods: Periods): RetentionTask["begin"] {
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
    [delivered, "it was delivered"],
    [discarded, "it was put away"],
    [withdrawn, "it was withdrawn"],
  ] as const;
  const same = ends.every(([period]) => period === delivered);
  const after = same
    ? `${inDays(delivered)} after it was delivered, put away or withdrawn`
    : ends.map(([period, end]) => `${inDays(period)} after ${end}`).join(", ");
  return `${after}; what is open or dead, for good. Then restore, edit and replay answer 410`;
}

/** Everything that is removed for its age alone, and after how long. Each is a run of its own: one that fails holds no other up. */
export const retentionTasks = (periods: Periods): RetentionTask[] => [
  // First the letters, so that their time as discarded ones begins now.
  {
    kind: "dead_letters",
    rule:
      periods.dead === null
        ? "for good: a dead letter waits for a hand, unless RETENTION_DEAD_DAYS is set"
        : `${inDays(periods.dead)} after they died and were last touched; then they are put away, on record as "retention", and can be restored`,
    begin: periods.dead === null ? once(async () => 0) : untilFewer(lettersAtOnce, putAway(periods.dead)),
  },
  { kind: "payloads", rule: payloadRule(periods), begin: walkPayloads(periods) },
  {
    kind: "idempotency_keys",
    rule: "24 hours: so long a repeated order is answered with the first one's answer",
    begin: untilFewer(keysAtOnce, (pool) => deleteExpiredKeys(pool, keysAtOnce)),
  },
  {
    kind: "sign_ins",
    rule: "counters of attempts and unused links for a day, sessions for 31 days after they ended, order limits until their buckets are full",
    begin: removeAccess,
  },
  { kind: "alerts", rule: "90 days after they were over", begin: once(deleteOldAlerts) },
  {
    kind: "processes",
    rule: "a day after their last beat; which build began to run when, for 400 days",
    begin: once(deleteLongGone),
  },
];

const putAway = (days: number) => (pool: pg.Pool) => discardOldDead(pool, days, lettersAtOnce);
