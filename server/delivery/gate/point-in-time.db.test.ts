import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#scripts/embedded-postgres.ts";
import { readGates } from "#server/delivery/gate/sql/read-gates.ts";
import { createPool } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { eventually } from "#server/testing/eventually.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "redeliver-pitr-"));
// The account that root runs PostgreSQL as.
chmodSync(dataDir, 0o755);
let server: EmbeddedPostgres | undefined;
afterAll(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true });
});

async function startAgain(): Promise<EmbeddedPostgres> {
  await server?.stop();
  server = await startEmbeddedPostgres({ dataDir, throwaway: true });
  return server;
}

async function pauseOf({ url }: EmbeddedPostgres) {
  const pool = createPool(url, { max: 1 });
  return readGates(pool)
    .then(({ sending }) => sending)
    .finally(() => pool.end());
}

it("pauses sending after a point-in-time recovery, not after a restart", async () => {
  await applyMigrations((await startAgain()).url);
  const restarted = await startAgain();
  expect(await pauseOf(restarted)).toBeNull();

  // Archive recovery that ends at once, as after a point-in-time restore or a promotion.
  await server?.stop();
  writeFileSync(path.join(restarted.cluster, "recovery.signal"), "");
  appendFileSync(path.join(restarted.cluster, "postgresql.auto.conf"), "restore_command = 'false'\n");
  const recovered = await startAgain();
  expect(await pauseOf(recovered)).toMatchObject({ reason: "other_timeline" });
  const isPrimary = async () => {
    const pool = createPool(recovered.url, { max: 1 });
    const { rows } = await pool.query("select not pg_is_in_recovery() as primary").finally(() => pool.end());
    return rows[0].primary === true;
  };
  await eventually(isPrimary, { timeoutMs: 10_000 });
  expect(await pauseOf(recovered)).toMatchObject({ reason: "other_timeline" });
}, 60_000);
