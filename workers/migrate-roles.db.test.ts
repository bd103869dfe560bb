import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, startThrowawayPostgres } from "#scripts/embedded-postgres.ts";

// A separate server, because roles belong to all its databases.
let server: EmbeddedPostgres;
let admin: pg.Client;
let url = "";

const run = promisify(execFile);
const migrate = async (...args: string[]) => {
  const env = { PATH: process.env.PATH, NODE_ENV: "test", LOG_LEVEL: "warn", DATABASE_URL: url } as const;
  return (await run(process.execPath, ["workers/migrate.ts", ...args], { env })).stdout;
};
const settingsIn = (output: string) =>
  new Map([...output.matchAll(/(\w+_DATABASE_URL)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]));

/** Checks rights that a role has, and rights that it lacks, in the migrated database. */
async function expectRole(roleUrl: string | undefined, name: string) {
  const client = new pg.Client({ connectionString: roleUrl });
  await client.connect();
  try {
    expect((await client.query("select current_user as name")).rows).toEqual([{ name }]);
    await client.query("select from _prisma_migrations");
    await expect(client.query("create table mine (id int)")).rejects.toMatchObject({ code: "42501" });
    await expect(client.query("delete from audit_entry")).rejects.toMatchObject({ code: "42501" });
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  server = await startThrowawayPostgres();
  admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  url = server.adminUrl.replace(/\/postgres$/, "/shop");
}, 60_000);
afterAll(async () => {
  await admin.end();
  await server.stop();
});
beforeEach(async () => {
  await admin.query("drop database if exists shop with (force)");
  await admin.query("drop role if exists redeliver_web, redeliver_worker, redeliver_sink");
});

describe("npm run migrate", () => {
  it("migrates a database of one role as before, and creates no role", async () => {
    await migrate();
    expect((await admin.query("select from pg_roles where rolname like 'redeliver_%'")).rowCount).toBe(0);
  });

  it("creates the roles with --roles=apply, and prints their URLs once", async () => {
    const settings = settingsIn(await migrate("--roles=apply"));
    await expectRole(settings.get("WEB_DATABASE_URL"), "redeliver_web");
    await expectRole(settings.get("WORKER_DATABASE_URL"), "redeliver_worker");
    expect(await migrate("--roles=apply")).toContain("# redeliver_web exists: its password is unchanged");
    await expectRole(settings.get("WEB_DATABASE_URL"), "redeliver_web");
  });

  it("prints the SQL with --roles, which has the same effect when another role runs it, and changes nothing itself", async () => {
    await migrate();
    const script = await migrate("--roles");
    expect((await admin.query("select from pg_roles where rolname like 'redeliver_%'")).rowCount).toBe(0);
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query(script).finally(() => owner.end());
    await expectRole(settingsIn(script).get("WEB_DATABASE_URL"), "redeliver_web");
  });

  it("revokes a right that was granted to a role in addition", async () => {
    const settings = settingsIn(await migrate("--roles=apply"));
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    await owner.query("grant delete on audit_entry to redeliver_web; grant create on schema public to public");
    await owner.end();
    await migrate();
    await expectRole(settings.get("WEB_DATABASE_URL"), "redeliver_web");
  });
}, 120_000);
