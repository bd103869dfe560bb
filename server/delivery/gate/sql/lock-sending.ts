import type { Tx } from "#server/platform/database/db.ts";

/** One decision on sending at a time: whoever comes next sees what was decided. Held until the transaction ends. */
export async function lockSending(tx: Tx): Promise<void> {
  await tx.query({ name: "lock_sending", text: "select pg_advisory_xact_lock(hashtext('redeliver.sending'))" });
}
