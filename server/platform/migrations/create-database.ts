import pg from "pg";
import { sqlStateOf } from "#server/platform/sql-state.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** Connects. Creates the database first if the server has none with this name. */
export async function connectCreating(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return client;
  } catch (error) {
    // 3D000: the database does not exist.
    if (sqlStateOf(error) !== "3D000") throw error;
  }
  await createDatabase(url);
  logFor("migrate").warn(
    { database: new URL(url).pathname.slice(1) },
    "the server had no database of this name: it was created",
  );
  const second = new pg.Client({ connectionString: url });
  await second.connect();
  return second;
}

async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = "/postgres";
  const client = new pg.Client({ connectionString: maintenance.href });
  await client.connect();
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // 42P04 and 23505: another process has just created it.
    if (!["42P04", "23505"].includes(sqlStateOf(error))) throw error;
  } finally {
    await client.end();
  }
}
