import "#server/modules.ts";
import { setTimeout as sleep } from "node:timers/promises";
import { seedCatalogue } from "#prisma/seed.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { createPool } from "#server/platform/database/db.ts";
import { isDatabaseUnreachable } from "#server/platform/database/is-database-unavailable.ts";
import { EnvError, env } from "#server/platform/env/env.ts";
import { explainTlsFailure } from "#server/platform/env/require-database-tls.ts";
import { applyMigrations, MigrationError } from "#server/platform/migrations/apply-migrations.ts";
import { pendingMigrations } from "#server/platform/migrations/pending-migrations.ts";
import { installQueue } from "#server/platform/pgboss/install-queue.ts";
import { rebuildIndexes } from "#server/platform/pgboss/rebuild-indexes.ts";
import { applyGrants } from "#server/platform/roles/apply-grants.ts";
import { makeRoles, rolesScript } from "#server/platform/roles/make-roles.ts";
import { sqlStateOf } from "#server/platform/sql-state.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const logger = logFor("migrate");

/** Applies pending migrations. Waits for a server that cannot be reached yet, and logs that once. */
async function migrateWhenThere(url: string): Promise<string[]> {
  for (let attempts = 0; ; attempts++) {
    try {
      return await applyMigrations(url, {
        onEdited: (migration) => logger.warn(`migration ${migration} was edited after it was applied`),
      });
    } catch (error) {
      const fault = explainTlsFailure(error);
      if (fault !== null) throw new EnvError(fault);
      if (!isDatabaseUnreachable(error)) throw error;
      const { message = "" } = error instanceof Error ? error : {};
      if (attempts === 0) logger.warn(`waiting for the database: ${message || sqlStateOf(error)}`);
      await sleep(500);
    }
  }
}

/**
 * `npm run migrate`: the schema, the queue's schema, the rights of the roles and the catalogue, safe to run repeatedly and concurrently.
 * With `--roles=apply` it creates the roles first; with `--roles` it prints their SQL and changes nothing.
 */
async function migrate(): Promise<void> {
  const { DATABASE_URL, DIRECT_URL } = env();
  const url = DIRECT_URL ?? DATABASE_URL;
  if (!url) throw new MigrationError("DATABASE_URL is not set: set it to the PostgreSQL server to migrate");
  const mode = process.argv.slice(2).find((argument) => argument.startsWith("--roles"));
  const applied = mode === "--roles" ? [] : await migrateWhenThere(url);
  const pool = createPool(url, { max: 2 });
  try {
    if (mode === "--roles") {
      const pending = await pendingMigrations(pool);
      if (pending.length > 0)
        throw new MigrationError("Run `npm run migrate` first: rights can be granted only on existing tables");
      process.stdout.write(await rolesScript(pool, DATABASE_URL ?? url));
      return;
    }
    const ids = handlers().map((handler) => handler.id);
    await installQueue(pool, ids);
    if (mode === "--roles=apply") process.stdout.write(`${(await makeRoles(pool, DATABASE_URL ?? url)).join("\n")}\n`);
    const { roles, leftovers } = await applyGrants(pool);
    for (const leftover of leftovers) logger.warn(`a database role has more rights than it needs: ${leftover}`);
    const rebuilt = await rebuildIndexes(pool);
    const products = await seedCatalogue(pool);
    logger.info({ applied, queues: ids, roles, rebuilt, products }, "the database is up to date");
  } finally {
    await pool.end();
  }
}

// A signal is safe at any time: uncommitted work is rolled back, and the next run continues.
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => process.exit(signal === "SIGINT" ? 130 : 143));

try {
  await migrate();
} catch (error) {
  if (error instanceof EnvError || error instanceof MigrationError) logger.error(error.message);
  else logger.fatal({ err: error }, "the database could not be migrated");
  process.exitCode = error instanceof EnvError ? 2 : 1;
}
