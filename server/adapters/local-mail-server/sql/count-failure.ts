import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "play-trick",
  text: `insert into sink_trick (message_id, recipient, times) values ($1, $2, 1)
           on conflict (message_id, recipient) do update set times = sink_trick.times + 1 where sink_trick.times < $3`,
});

/**
 * Counts one more scripted failure of a mail, at most `limit`. Returns whether this failure is still due.
 * One upsert: concurrent copies are counted one after the other, and a restarted server goes on counting.
 */
export async function countFailure(
  db: Queryable,
  mail: { messageId: string; recipient: string },
  limit: number,
): Promise<boolean> {
  return limit >= 1 && (await statement.run(db, [mail.messageId, mail.recipient, limit])) === 1;
}
