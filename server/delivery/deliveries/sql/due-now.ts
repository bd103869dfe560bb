import * as z from "zod";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "due_now",
  text: `update delivery set next_attempt_at = least(next_attempt_at, now()), updated_at = now() where id = $1
           returning next_attempt_at as at`,
  row: z.object({ at: z.date() }),
});

/** Makes the next attempt of a locked, retrying delivery due now. Returns its time. */
export const dueNow = async (tx: Tx, id: string): Promise<Date> => (await statement.one(tx, [id])).at;
