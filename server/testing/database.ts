import "#server/modules.ts";
import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { insertPermit } from "#server/delivery/gate/gate.ts";
import { closeDatabase, createPool, connectDatabase as speakTo } from "#server/platform/database/db.ts";
import type { RoleName } from "#server/platform/roles/database-roles.ts";
import { eventually } from "#server/testing/eventually.ts";

/**
 * A migrated database of this test file's own, empty but for pg-boss's queues. Call it once, at the top of a
 * `*.db.test.ts`: `const pool = await testDatabase();`. `db()` and `prisma()` then speak to it too; it is dropped at the end.
 * With `as`, `db()` and `prisma()` have the rights of that role, and the pool that is answered those of the owner.
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

/** The URL of a test's database as one of the roles; one of a server that a test started itself stays as it is. */
export function asRole(role: RoleName, url: string): string {
  const own = new URL(url);
  const template = inject("templateDatabase");
  if (own.password !== new URL(template.url).password) return url;
  const { username, password } = new URL(template.roleUrls[role]);
  own.username = username;
  own.password = password;
  return own.href;
}

/** A further clone, for tests that start processes or end servers' connections: its URL. Dropped after the file. */
export async function cloneDatabase(): Promise<string> {
  const url = await copyDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await insertPermit(client).finally(() => client.end());
  return url;
}

/** A copy that nobody has confirmed, of the template or of another one: it sends nothing. Dropped after the file. */
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

/** The URL of the database that a pool from testDatabase() speaks to. */
export function urlOf(pool: pg.Pool): string {
  const { connectionString } = pool.options;
  if (!connectionString) throw new Error("this pool was not made from a URL");
  return connectionString;
}

/** Takes a database away, from those too who speak to it, until the answer is called. */
export async function shutDatabase(url: string): Promise<() => Promise<void>> {
  const { adminUrl } = inject("templateDatabase");
  const name = nameOf(url);
  await administer(adminUrl, `alter database ${name} with allow_connections false`);
  await administer(adminUrl, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  return () => administer(adminUrl, `alter database ${name} with allow_connections true`);
}

/**
 * Puts another database in the place of this one, under its name and while processes speak to it, as whoever restores a backup
 * does: `restore` is given the URL of the one before, to which nobody speaks, and answers the URL of what shall be there.
 */
export async function exchangeDatabase(url: string, restore: (before: string) => Promise<string>): Promise<void> {
  const { adminUrl } = inject("templateDatabase");
  const name = nameOf(url);
  await shutDatabase(url);
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
