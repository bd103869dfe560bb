import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { seedCatalogue } from "#prisma/seed.ts";
import { createPool } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { listMigrationNames, migrationsFolder } from "#server/platform/migrations/migration-files.ts";
import { pendingMigrations } from "#server/platform/migrations/pending-migrations.ts";
import { testDatabase, urlOf } from "#server/testing/database.ts";

const pool = await testDatabase();
const folder = mkdtempSync(path.join(tmpdir(), "redeliver-migrations-"));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, sql: string) => {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
};

describe("the migrations of this project", () => {
  it("apply to a database that does not exist yet, by three concurrent runners, and change nothing the second time", async () => {
    const { adminUrl } = inject("templateDatabase");
    const name = `migrate_from_zero_${process.pid}`;
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    const runs = await Promise.all([1, 2, 3].map(() => applyMigrations(url.href)));
    expect(runs.flat()).toEqual(listMigrationNames(migrationsFolder));
    expect(await applyMigrations(url.href)).toEqual([]);
    const fresh = createPool(url.href);
    expect(await pendingMigrations(fresh)).toEqual([]);
    await fresh.end();
    const admin = createPool(adminUrl, { max: 1 });
    await admin.query(`drop database ${name}`);
    await admin.end();
  });
});

describe("a broken migration", () => {
  beforeEach(async () => {
    rmSync(folder, { recursive: true });
    await pool.query("drop table if exists first, second");
    await pool.query("delete from _prisma_migrations where migration_name in ('1_first', '2_second')");
    write("1_first", "create table first (id int)");
  });

  it("is rolled back, recorded, and applied by the next run once it is repaired", async () => {
    write("2_second", "create table second (id int); select 1 / 0");
    await expect(applyMigrations(urlOf(pool), { folder })).rejects.toThrow(
      "Migration 2_second failed and was rolled back: division by zero",
    );
    expect(await pendingMigrations(pool, folder)).toEqual(["2_second"]);
    const { rows } = await pool.query("select to_regclass('first') as first, to_regclass('second') as second");
    expect(rows).toEqual([{ first: "first", second: null }]);
    write("2_second", "create table second (id int)");
    expect(await applyMigrations(urlOf(pool), { folder })).toEqual(["2_second"]);
  });

  it("whose process is killed changes nothing, and the next run applies all of it", async () => {
    write("2_second", "create table second (id int)");
    const script = `
      import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
      await applyMigrations(${JSON.stringify(urlOf(pool))}, { folder: ${JSON.stringify(folder)} });`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, NODE_ENV: "test", CRASHPOINT: "migrate.mid:2" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGKILL");
    expect(await pendingMigrations(pool, folder)).toEqual(["2_second"]);
    expect((await pool.query("select to_regclass('second') as second")).rows).toEqual([{ second: null }]);
    expect(await applyMigrations(urlOf(pool), { folder })).toEqual(["2_second"]);
  });

  it("that Prisma's engine left stops the run with instructions", async () => {
    await applyMigrations(urlOf(pool), { folder });
    await pool.query("update _prisma_migrations set finished_at = null where migration_name = '1_first'");
    await expect(applyMigrations(urlOf(pool), { folder })).rejects.toThrow(
      /1_first failed in an earlier run.*prisma migrate resolve --rolled-back 1_first/,
    );
  });

  it("is distinguished from an edited one, which only logs a warning", async () => {
    await applyMigrations(urlOf(pool), { folder });
    write("1_first", "create table first (id bigint)");
    const edited: string[] = [];
    expect(await applyMigrations(urlOf(pool), { folder, onEdited: (name) => edited.push(name) })).toEqual([]);
    expect(edited).toEqual(["1_first"]);
  });
});

describe("pendingMigrations", () => {
  it("returns all migrations where the table does not exist", async () => {
    const admin = createPool(inject("templateDatabase").adminUrl);
    expect(await pendingMigrations(admin)).toEqual(listMigrationNames(migrationsFolder));
    await admin.end();
  });
});

describe("seedCatalogue", () => {
  it("adds twelve products once and never overwrites a changed price", async () => {
    expect(await seedCatalogue(pool)).toBe(12);
    await pool.query("update product set price_cents = 1 where slug = 'enamel-mug'");
    expect(await seedCatalogue(pool)).toBe(0);
    const { rows } = await pool.query("select price_cents from product where slug = 'enamel-mug'");
    expect(rows).toEqual([{ price_cents: 1 }]);
  });
});
