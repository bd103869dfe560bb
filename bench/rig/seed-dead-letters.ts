import type pg from "pg";

import { seedAttempts, seedCauses, seedDeliveries, seedMessages } from "#bench/rig/seed-statements.ts";

const tables = ["delivery", "outbox_message"] as const;

/**
 * Fills an empty database with dead letters: skewed over 500 causes (the largest has a fifth), each with its message and its
 * last attempt, spread over 30 days, and the counts of the causes. Indexes are built after the rows and no trigger runs, as in
 * any bulk load: what is seeded is the state, not how it came to be.
 */
export async function seedDeadLetters(pool: pg.Pool, count: number): Promise<void> {
  const indexes = await pool.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes i
     where schemaname = 'public' and tablename = any($1) and not exists (
       select from pg_constraint c where c.conname = i.indexname)`,
    [tables],
  );
  for (const table of tables) await pool.query(`alter table ${table} disable trigger user`);
  for (const { name } of indexes.rows) await pool.query(`drop index "${name}"`);
  for (const statement of [seedMessages, seedDeliveries, seedAttempts]) await pool.query(statement, [count]);
  for (const { definition } of indexes.rows) await pool.query(definition);
  for (const table of tables) await pool.query(`alter table ${table} enable trigger user`);
  for (const statement of seedCauses) await pool.query(statement);
  await pool.query("vacuum analyze");
}
