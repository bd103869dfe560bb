import "#server/modules.ts";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { insertPermit } from "#server/delivery/gate/gate.ts";
import { closeDatabase, createPool, connectDatabase as speakTo } from "#server/platform/database/db.ts";
import type { RoleName } from "#server/platform/roles/database-roles.ts";
import { eventually } from "#server/testing/eventually.ts";

/**
 * Creates a migrated database for this test file, empty except for pg-boss's queues, and connects `db()` and `prisma()` to it. Call
 * it once, at the top of a `*.db.test.ts`. It is dropped at the end. With `as`, `db()` and `prisma()` have that role's rights; the
 * returned pool has the owner's.
 */
export async function testDatabase({ as, ...options }: pg.PoolConfig & { as?: RoleName } = {}): Promise<pg.Pool> {
  const url = await cloneDatabase();
  const pool = speakTo(as === undefined ? url : asRole(as, url), options);
  afterAll(closeDatabase);
  if (as === undefined) return pool;
  const owner = createPool(url, options);
  afterAll(() => owner.end());
  return owner;
}

/** The URL of a test database with one of the roles. URLs of servers that a test started are not changed. */
export function asRole(role: RoleName, url: string): string {
  const own = new URL(url);
  const template = inject("templateDatabase");
  if (own.password !== new URL(template.url).password) return url;
  const { username, password } = new URL(template.roleUrls[role]);
  own.username = username;
  own.password = password;
  return own.href;
}

/** Creates another clone, for tests that start processes or terminate backends. Returns its URL. Dropped after the file. */
export async function cloneDatabase(): Promise<string> {
  const url = await copyDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await insertPermit(client).finally(() => client.end());
  return url;
}

/** Creates an unconfirmed copy of the template or of another database: it sends nothing. Dropped after the file. */
export async function copyDatabase(source?: string): Promise<string> {
  const template = inject("templateDatabase");
  const from = source === undefined ? template.name : nameOf(source);
  const name = `redeliver_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(template.url);
  url.pathname = `/${name}`;
  const owner = pg.escapeIdentifier(decodeURIComponent(url.username));
  const strategy = template.fileCopy ? "strategy file_copy" : "";
  await administer(template.adminUrl, `create database ${name} template ${from} owner ${owner} ${strategy}`);
  // Vitest runs afterAll hooks last to first, so the pool of testDatabase() is closed before this.
  afterAll(() => administer(template.adminUrl, `drop database if exists ${name} with (force)`));
  return url.href;
}

/** The URL of the database of a pool from testDatabase(). */
export function urlOf(pool: pg.Pool): string {
  const { connectionString } = pool.options;
  if (!connectionString) throw new Error("this pool was not made from a URL");
  return connectionString;
}

/** Makes a database unreachable and terminates its connections, until the returned function is called. */
export async function blockDatabase(url: string): Promise<() => Promise<void>> {
  const { adminUrl } = inject("templateDatabase");
  const name = nameOf(url);
  await administer(adminUrl, `alter database ${name} with allow_connections false`);
  await administer(adminUrl, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  return () => administer(adminUrl, `alter database ${name} with allow_connections true`);
}

/**
 * Replaces a database by another one under the same name, while processes use it, as the restore of a backup does. `restore` gets
 * the URL of the previous one, which has no connections, and returns the URL of the new one.
 */
export async function replaceDatabase(url: string, restore: (before: string) => Promise<string>): Promise<void> {
  const { adminUrl } = inject("templateDatabase");
  const name = nameOf(url);
  await blockDatabase(url);
  await eventually(() => administer(adminUrl, `alter database ${name} rename to ${name}_before`).then(() => true));
  afterAll(() => administer(adminUrl, `drop database if exists ${name}_before with (force)`));
  const before = new URL(url);
  before.pathname = `/${name}_before`;
  const restored = nameOf(await restore(before.href));
  await administer(adminUrl, `alter database ${restored} rename to ${name}`);
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
