import { randomUUID } from "node:crypto";
import type pg from "pg";
import { crashPoint } from "#server/platform/faults/crash-point.ts";
import { connectCreating } from "#server/platform/migrations/create-database.ts";
import {
  listMigrationNames,
  type MigrationFile,
  migrationsFolder,
  readMigration,
} from "#server/platform/migrations/migration-files.ts";

/** A migration could not be applied; the message says which, why and what to do. */
export class MigrationError extends Error {}

/** What `prisma migrate deploy` locks, so that neither of us runs while the other does. */
const prismaLock = 72707369;

type Applied = { name: string; checksum: string; finished: boolean };

/**
 * Applies the migrations that this database lacks: Prisma's files, table, checksum and lock, without Prisma's engine.
 * Each is one transaction together with its row, so a run that is killed leaves nothing half done. Answers the names
 * applied; `onEdited` hears of a file that was changed after it had been applied.
 */
export async function applyMigrations(
  url: string,
  options: { folder?: string; onEdited?: (name: string) => void } = {},
): Promise<string[]> {
  const folder = options.folder ?? migrationsFolder;
  const client = await connectCreating(url);
  client.on("error", () => {}); // A lost connection also rejects the query in hand; that one is reported.
  try {
    await client.query("select pg_advisory_lock($1)", [prismaLock]);
    await client.query(`create table if not exists _prisma_migrations (
      id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
      migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
      started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
    const known = new Map((await readApplied(client)).map((row) => [row.name, row]));
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

async function readApplied(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    `select migration_name as name, checksum, finished_at is not null as finished
     from _prisma_migrations where rolled_back_at is null`,
  );
  return rows;
}

async function applyOne(client: pg.Client, { name, sql, checksum }: MigrationFile): Promise<void> {
  const id = randomUUID();
  try {
    await client.query("begin");
    await client.query(sql);
    crashPoint("migrate.mid");
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [id, checksum, name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    // Recorded as rolled back, which it is: `prisma migrate status` tells, and the next run tries again.
    await client
      .query(
        `insert into _prisma_migrations (id, checksum, migration_name, logs, rolled_back_at) values ($1, $2, $3, $4, now())`,
        [id, checksum, name, String(error)],
      )
      .catch(() => {});
    throw new MigrationError(`Migration ${name} failed and was rolled back: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

const explainFailed = (name: string): string =>
  `Migration ${name} failed in an earlier run of Prisma, so nothing was applied now. Look at its "logs" in the table ` +
  `_prisma_migrations, put the database right, then run \`npx prisma migrate resolve --rolled-back ${name}\` and start again.`;
