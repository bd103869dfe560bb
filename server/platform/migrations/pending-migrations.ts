import type { Queryable } from "#server/platform/database/db.ts";
import { listMigrationNames, migrationsFolder } from "#server/platform/migrations/migration-files.ts";

/** The names of the migrations that this code brings and this database does not have yet, in order. */
export async function pendingMigrations(queryable: Queryable, folder = migrationsFolder): Promise<string[]> {
  const names = listMigrationNames(folder);
  try {
    const { rows } = await queryable.query<{ name: string }>(
      "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
    );
    const applied = new Set(rows.map((row) => row.name));
    return names.filter((name) => !applied.has(name));
  } catch (error) {
    // 42P01: the table is not there, so nothing has ever been applied.
    if ((error as { code?: string }).code === "42P01") return names;
    throw error;
  }
}
