import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { type BatchRow, batchColumns, batchRow } from "#server/triage/replay-batches/sql/batch-row.ts";

const leaseSeconds = 15;

const lease = defineStatement({
  name: "lease_replay_batch",
  text: `update replay_batch b set lease_owner = $2, leased_until = clock_timestamp() + ${leaseSeconds} * interval '1 s'
         from (select id from replay_batch where id = $1
                 and (lease_owner is null or lease_owner = $2 or leased_until < clock_timestamp())
               for update skip locked) free
         where b.id = free.id
         returning ${batchColumns}, clock_timestamp() as now`,
  row: batchRow.extend({ now: z.date() }),
});
export type LeasedBatch = BatchRow & { now: Date };

/**
 * Takes or extends the lease of a batch by the database's clock, and locks its row until the transaction ends. Null where
 * another driver has the lease, or an operator is deciding about the batch right now.
 */
export async function leaseBatch(tx: Tx, id: string, owner: string): Promise<LeasedBatch | null> {
  return (await lease.maybeOne(tx, [id, owner])) ?? null;
}

const release = defineStatement({
  name: "release_replay_batch",
  text: "update replay_batch set lease_owner = null, leased_until = null where lease_owner = $1",
});

/** Gives up all leases of a driver that stops, so that another one continues at once. */
export const releaseBatches = (db: Pick<Tx, "query">, owner: string): Promise<number> => release.run(db, [owner]);

const spend = defineStatement({
  name: "spend_replay_tokens",
  text: "update replay_batch set tokens = $2, tokens_at = $3 where id = $1",
});
export const writeTokens = (tx: Tx, id: string, bucket: { tokens: number; at: Date }): Promise<number> =>
  spend.run(tx, [id, bucket.tokens, bucket.at]);

const yieldTo = defineStatement({
  name: "set_replay_yielding",
  text: "update replay_batch set yielding = $2 where id = $1 and yielding <> $2",
});
/** Notes whether live messages go first. */
export const setYielding = (tx: Tx, id: string, yielding: boolean): Promise<number> => yieldTo.run(tx, [id, yielding]);

const live = defineStatement({
  name: "find_live_backlog",
  text: `select coalesce((select occurred_at < now() - $2::float8 * interval '1 s' from outbox_pending
                          where target_handler is null and next_try_at is null order by seq limit 1), false)
             or exists (select from delivery where state = 'queued' and revision = 1 and handler = any($1::text[])
                        and queued_at < now() - $2::float8 * interval '1 s') as behind`,
  row: z.object({ behind: z.boolean() }),
});

/** Whether live messages wait longer than `seconds`, in the outbox or in a queue of the handlers. */
export const isLiveBehind = async (tx: Tx, handlers: readonly string[], seconds: number): Promise<boolean> =>
  (await live.one(tx, [handlers, seconds])).behind;

const failures = defineStatement({
  name: "count_wave_failures",
  text: `select (select count(*)::int from replay_item where batch_id = $1 and outcome = 'failedAgain' and number between $2 and $3) as failed,
                exists (select from replay_item where batch_id = $1 and outcome = 'pending' and number between $2 and $3) as pending`,
  row: z.object({ failed: z.int(), pending: z.boolean() }),
});

/** The failures of a wave, and whether an item of it is pending. */
export const readWaveProgress = (tx: Tx, batchId: string, { first, last }: { first: number; last: number }) =>
  failures.one(tx, [batchId, first, last]);
