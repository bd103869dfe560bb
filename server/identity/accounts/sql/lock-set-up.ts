import type { Queryable, Tx } from "#server/platform/database/db.ts";

/** Whether there is no account yet. Demo identities do not count. */
export async function isSetUpOpen(queryable: Queryable): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "is_set_up_open",
    text: "select from console_user where not demo limit 1",
  });
  return rowCount === 0;
}

/** One set-up at a time: of two that race the second finds that it is closed. */
export async function lockSetUp(tx: Tx): Promise<void> {
  await tx.query({ name: "lock_set_up", text: "select pg_advisory_xact_lock(hashtext('redeliver.set-up'))" });
}
