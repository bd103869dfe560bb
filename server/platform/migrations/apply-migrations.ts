import { randomUUID } from "node:crypto";
import type pg from "pg";
import * as z from "zod";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { connectCreating } from "#server/platform/migrations/create-database.ts";
import {
  listMigrationNames,
  type MigrationFile,
  migrationsFolder,
  readMigration,
} from "#server/platform/migrations/migration-files.ts";

/** A migration could not be applied. The message says which one, why, and what to do. */
export class MigrationError extends Error {}

/** The advisory lock of `prisma migrate deploy`: the two never run at the same time. */
const prismaLock = 72707369;

const readApplied = defineStatement({
  name: "read_migrations",
  text: `select migration_name as name, checksum, finished_at is not null as finished
     from _prisma_migrations where rolled_back_at is null`,
  row: z.object({ name: z.string(), checksum: z.string(), finished: z.boolean() }),
});

const insertApplied = defineStatement({
  name: "insert_applied_migration",
  text: `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
});

const insertFailed = defineStatement({
  name: "insert_failed_migration",
  text: `insert into _prisma_migrations (id, checksum, migration_name, logs, rolled_back_at) values ($1, $2, $3, $4, now())`,
});

/**
 * Applies the migrations that this database does not have: Prisma's files, table, checksum and lock, without Prisma's engine.
 * Each is one transaction together with its row, so that a killed run leaves no partial migration. Returns the applied
 * names; `onEdited` is called for a file that was changed after it had been applied.
 */
export async function applyMigrations(
  url: string,
  options: { folder?: string; onEdited?: (name: string) => void } = {},
): Promise<string[]> {
  const folder = options.folder ?? migrationsFolder;
  const client = await connectCreating(url);
  client.on("error", () => {}); // A lost connection also rejects the current query, which is reported.
  try {
    await client.query("select pg_advisory_lock($1)", [prismaLock]);
    await client.query(`create table if not exists _prisma_migrations (
      id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
      migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
      started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
    const known = new Map((await readApplied.all(client)).map((row) => [row.name, row]));
    const done: string[] = [];
    for (const name of listMigrationNames(folder)) {
      const migration = readMigration(folder, name);
      const row = known.get(name);
      if (row && !row.finished) throw new MigrationError(explainFailed(name));
      if (row && row.checksum !== migration.checksum) options.onEdited?.(name);
      if (row) continue;
      await applyOne(client, migration);
      done.push(name);
    }
    return done;
  } finally {
    await client.end();
  }
}

async function applyOne(client: pg.Client, { name, sql, checksum }: MigrationFile): Promise<void> {
  const id = randomUUID();
  try {
    await client.query("begin");
    await client.query(sql);
    crashPoint("migrate.mid");
    await insertApplied.run(client, [id, checksum, name]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    // Recorded as rolled back: `prisma migrate status` shows it, and the next run repeats it.
    await insertFailed.run(client, [id, checksum, name, String(error)]).catch(() => {});
    throw new MigrationError(`Migration ${name} failed and was rolled back: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

const explainFailed = (name: string): string =>
  `Migration ${name} failed in an earlier run of Prisma, so nothing was applied now. Look at its "logs" in the table ` +
  `_prisma_migrations, repair the database, then run \`npx prisma migrate resolve --rolled-back ${name}\` and start again.`;
