import pg from "pg";
import { logFor } from "#server/platform/telemetry/log.ts";

/** Connects, and creates the database first when the server has none of that name. */
export async function connectCreating(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return client;
  } catch (error) {
    // 3D000: the server is there, the database is not.
    if ((error as { code?: string }).code !== "3D000") throw error;
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
    // 42P04 and 23505: somebody else has just created it.
    const code = (error as { code?: string }).code ?? "";
    if (!["42P04", "23505"].includes(code)) throw error;
  } finally {
    await client.end();
  }
}
