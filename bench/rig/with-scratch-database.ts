import { randomUUID } from "node:crypto";
import pg from "pg";

/** Runs a proof on an empty database of a PostgreSQL server, and drops the database at its end. */
export async function withScratchDatabase(server: string, run: (url: string) => Promise<void>): Promise<void> {
  const name = `redeliver_prove_${randomUUID().slice(0, 8)}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  try {
    const url = new URL(server);
    url.pathname = `/${name}`;
    await run(url.href);
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
}
