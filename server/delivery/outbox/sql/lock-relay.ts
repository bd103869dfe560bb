import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

// The timeouts let PostgreSQL end a relay that hangs within a batch. No sequential scans: statistics may be outdated. The
// commit does not wait for the disk: after a crash the batch is pending again, and a claim, which commits later in the same
// log, waits for both.
const statement = defineStatement({
  name: "lock_relay",
  text: `select set_config('idle_in_transaction_session_timeout', '5000', true),
                  set_config('statement_timeout', '10000', true), set_config('enable_seqscan', 'off', true),
                  set_config('synchronous_commit', 'off', true),
                  pg_try_advisory_xact_lock(hashtext('redeliver.relay'), 0) as locked`,
  row: z.object({ set_config: z.string(), locked: z.boolean() }),
});

/**
 * Takes the relay's lock for this transaction, or returns false when another relay holds it. A statement of its own: within
 * the claim it would read the snapshot from before the lock.
 */
export const lockRelay = async (tx: Tx): Promise<boolean> => (await statement.one(tx)).locked;
