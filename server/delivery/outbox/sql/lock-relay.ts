import type { Tx } from "#server/platform/database/db.ts";

/**
 * Takes the relay's lock for this transaction, or returns false at once when another relay holds it. A statement of its
 * own before the claim: a claim in the same statement would read the snapshot from before the lock. The two timeouts
 * make PostgreSQL itself end a relay that was stopped or cut off in the middle of a batch. Every scan of the relay has its
 * index; a table that grew since it was analysed must not tempt the planner to read it all for each batch.
 * The commit does not wait for the disk: a batch that a crash of the server takes away is wholly pending again, and what acts
 * on it (a claim, before any mail) commits later in the same log and does wait, for both.
 */
export async function lockRelay(tx: Tx): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>({
    name: "lock_relay",
    text: `select set_config('idle_in_transaction_session_timeout', '5000', true),
                  set_config('statement_timeout', '10000', true), set_config('enable_seqscan', 'off', true),
                  set_config('synchronous_commit', 'off', true),
                  pg_try_advisory_xact_lock(hashtext('redeliver.relay'), 0) as locked`,
  });
  return rows[0]?.locked ?? false;
}
