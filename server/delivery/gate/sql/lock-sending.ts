import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "lock_sending",
  text: "select pg_advisory_xact_lock(hashtext('redeliver.sending'))",
  row: z.object({ pg_advisory_xact_lock: z.string() }),
});

/** Serialises decisions on sending until the transaction ends: the next one sees what was decided. */
export async function lockSending(tx: Tx): Promise<void> {
  await statement.run(tx);
}
