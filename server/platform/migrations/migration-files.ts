import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export type MigrationFile = { name: string; sql: string; checksum: string };

/** Below the working directory, not beside this file: Next bundles this file into another place. */
export const migrationsFolder = path.join(/* turbopackIgnore: true */ process.cwd(), "prisma", "migrations");

/** Prisma's layout: one folder per migration, applied in the order of their names. */
export function listMigrationNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, "migration.sql")))
    .sort();
}

/** The checksum is Prisma's: SHA-256 of the file. */
export function readMigration(folder: string, name: string): MigrationFile {
  const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
  return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}
