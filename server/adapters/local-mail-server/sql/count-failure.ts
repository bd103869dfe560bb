import type { Queryable } from "#server/platform/database/db.ts";

/**
 * Counts one more play of a trick on one mail, at most `limit` times. Returns whether this play is still due.
 * One upsert: two copies that arrive together are counted one after the other, and a restarted sink goes on counting.
 */
export async function countFailure(
  db: Queryable,
  mail: { messageId: string; recipient: string },
  limit: number,
): Promise<boolean> {
  if (limit < 1) return false;
  const { rowCount } = await db.query({
    name: "play-trick",
    text: `insert into sink_trick (message_id, recipient, times) values ($1, $2, 1)
           on conflict (message_id, recipient) do update set times = sink_trick.times + 1 where sink_trick.times < $3`,
    values: [mail.messageId, mail.recipient, limit],
  });
  return rowCount === 1;
}
