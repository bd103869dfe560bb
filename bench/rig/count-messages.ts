import type pg from "pg";

/** How many messages were published in all. */
export async function countMessages(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ messages: number }>("select count(*)::int as messages from outbox_message");
  return rows[0]?.messages ?? 0;
}
