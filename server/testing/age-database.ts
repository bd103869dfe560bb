import type pg from "pg";

/** Moves all times in the database this many days into the past. */
export async function ageDatabase(pool: pg.Pool, days: number): Promise<void> {
  const by = `- interval '${days} days'`;
  await pool.query(`update outbox_message set occurred_at = occurred_at ${by}`);
  await pool.query(
    `update delivery set settled_at = settled_at ${by}, created_at = created_at ${by}, updated_at = updated_at ${by},
       discarded_at = discarded_at ${by}`,
  );
}
