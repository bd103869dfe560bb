import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const findAccount = defineStatement({
  name: "is_set_up_open",
  text: "select from console_user where not demo limit 1",
});

/** Whether there is no account yet. Demo identities do not count. */
export async function isSetUpOpen(queryable: Queryable): Promise<boolean> {
  return (await findAccount.run(queryable)) === 0;
}

/** One set-up at a time: of two concurrent ones the second finds an account. */
export async function lockSetUp(tx: Tx): Promise<void> {
  await tx.query({ name: "lock_set_up", text: "select pg_advisory_xact_lock(hashtext('redeliver.set-up'))" });
}
