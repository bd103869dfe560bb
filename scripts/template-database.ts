import "#server/modules.ts";
import { randomBytes } from "node:crypto";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startThrowawayPostgres } from "#scripts/embedded-postgres.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { createPool } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { installQueue } from "#server/platform/pgboss/install-queue.ts";
import { applyGrants } from "#server/platform/roles/apply-grants.ts";
import { createRoleStatement, newRoles, roleUrlOf } from "#server/platform/roles/create-roles.ts";
import { databaseRoles, type RoleName, roleNames } from "#server/platform/roles/database-roles.ts";
import "#server/testing/silence-log.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The migrated database that every test file clones, and its administrator's URL. */
    templateDatabase: {
      adminUrl: string;
      url: string;
      /** As web, worker and sink. */
      roleUrls: Record<RoleName, string>;
      name: string;
      fileCopy: boolean;
    };
  }
}

/**
 * Vitest's global set-up of the database tests: one server, one migrated template. TEST_DATABASE_URL (an administrator's
 * URL of a server that is there already, such as an older PostgreSQL) takes the place of the embedded server.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? undefined : await startThrowawayPostgres();
  const adminUrl = given ?? server?.adminUrl ?? "";
  const name = `redeliver_template_${randomBytes(4).toString("hex")}`;
  const url = new URL(server?.url ?? adminUrl);
  url.pathname = `/${name}`;
  try {
    const owner = pg.escapeIdentifier(decodeURIComponent(url.username));
    const [row] = await administer(
      adminUrl,
      `create database ${name} owner ${owner}`,
      "select current_setting('server_version_num')::int as version",
    );
    await applyMigrations(url.href);
    const pool = createPool(url.href, { max: 2 });
    await installQueue(
      pool,
      handlers().map((handler) => handler.id),
    );
    const roleUrls = server?.roleUrls ?? (await resetRoles(adminUrl));
    await applyGrants(pool);
    await pool.end();
    // CREATE DATABASE … STRATEGY exists since 15; copying files is faster than writing 1000 pages of WAL.
    const fileCopy = Number(row?.version) >= 150000;
    project.provide("templateDatabase", { adminUrl, url: url.href, roleUrls, name, fileCopy });
  } catch (error) {
    await server?.stop();
    throw error;
  }
  return async () => {
    if (server) await server.stop();
    else await administer(adminUrl, `drop database if exists ${name} with (force)`);
  };
}

/** The roles of an existing server: missing ones are created, all with passwords of this run. */
async function resetRoles(adminUrl: string): Promise<Record<RoleName, string>> {
  const urls = { web: adminUrl, worker: adminUrl, sink: adminUrl };
  for (const made of newRoles(roleNames)) {
    const name = databaseRoles[made.role];
    const [found] = await administer(adminUrl, `select true as there from pg_roles where rolname = '${name}'`);
    await administer(
      adminUrl,
      found ? `alter role ${name} password ${pg.escapeLiteral(made.password)}` : createRoleStatement(made),
    );
    urls[made.role] = roleUrlOf(adminUrl, made);
  }
  return urls;
}

async function administer(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}
