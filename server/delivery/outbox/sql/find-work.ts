import type pg from "pg";

/** Whether a tick of the relay would find anything: one index probe each, so that an idle relay costs one statement a poll. */
export async function findWork(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ work: boolean }>({
    name: "find_work",
    text: `select exists (select from outbox_pending where next_try_at is null or next_try_at <= now())
               or exists (select from delivery where state = 'waiting' and check_at <= now()) as work`,
  });
  return rows[0]?.work ?? false;
}
