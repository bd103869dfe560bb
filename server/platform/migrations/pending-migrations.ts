import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { listMigrationNames, migrationsFolder } from "#server/platform/migrations/migration-files.ts";
import { sqlStateOf } from "#server/platform/sql-state.ts";

const readNames = defineStatement({
  name: "read_applied_migrations",
  text: "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
  row: z.object({ name: z.string() }),
});

/** The names of the migrations that this database does not have yet, in order. */
export async function pendingMigrations(queryable: Queryable, folder = migrationsFolder): Promise<string[]> {
  const names = listMigrationNames(folder);
  try {
    const applied = new Set((await readNames.all(queryable)).map((row) => row.name));
    return names.filter((name) => !applied.has(name));
  } catch (error) {
    // 42P01: the table does not exist, so no migration was applied.
    if (sqlStateOf(error) === "42P01") return names;
    throw error;
  }
}
