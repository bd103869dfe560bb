import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { closeDatabase, connectDatabase as speakTo } from "#server/db.ts";

/**
 * A migrated database of this test file's own, empty but for pg-boss's queues. Call it once, at the top of a
 * `*.db.test.ts`: `const pool = await testDatabase();`. `db()` and `prisma()` then speak to it too; it is dropped at the end.
 */
export async function testDatabase(options: pg.PoolConfig = {}): Promise<pg.Pool> {
  const url = await cloneDatabase();
  const pool = speakTo(url, options);
  afterAll(closeDatabase);
  return pool;
}

/** A further clone, for tests that start processes or end servers' connections: its URL. Dropped after the file. */
export async function cloneDatabase(): Promise<string> {
  const template = inject("templateDatabase");
  const name = `redeliver_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(template.url);
  url.pathname = `/${name}`;
  const owner = pg.escapeIdentifier(decodeURIComponent(url.username));
  const strategy = template.fileCopy ? "strategy file_copy" : "";
  await administer(template.adminUrl, `create database ${name} template ${template.name} owner ${owner} ${strategy}`);
  // Vitest runs afterAll hooks last to first, so the pool of testDatabase() is closed before this.
  afterAll(() => administer(template.adminUrl, `drop database if exists ${name} with (force)`));
  return url.href;
}

/** The URL of the database that a pool from testDatabase() speaks to. */
export function urlOf(pool: pg.Pool): string {
  const { connectionString } = pool.options;
  if (!connectionString) throw new Error("this pool was not made from a URL");
  return connectionString;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
