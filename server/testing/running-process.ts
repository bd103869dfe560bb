import type pg from "pg";

/** Every process of the register was last heard of so much earlier. */
export async function beatsAgo(pool: pg.Pool, seconds: number): Promise<void> {
  await pool.query("update running_process set seen_at = seen_at - make_interval(secs => $1)", [seconds]);
}
