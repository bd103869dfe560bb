import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { readAudit } from "#server/audit/sql/read-audit.ts";
import { verifyChain } from "#server/audit/verify-chain.ts";
import { createPool } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { listMigrationNames, migrationsFolder } from "#server/platform/migrations/migration-files.ts";

const moving = "20261125090000_access_and_audit";
const earlier = mkdtempSync(path.join(tmpdir(), "redeliver-earlier-"));
afterAll(() => rmSync(earlier, { recursive: true }));
for (const name of listMigrationNames(migrationsFolder).filter((one) => one < moving)) {
  cpSync(path.join(migrationsFolder, name), path.join(earlier, name), { recursive: true });
}

it("migrates the earlier triage actions, in order, to a chain that verifies", async () => {
  const { adminUrl } = inject("templateDatabase");
  const name = `moved_triage_${process.pid}`;
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  await applyMigrations(url.href, { folder: earlier });
  const pool = createPool(url.href);
  // Only the entries are migrated; their deliveries do not change.
  await pool.query("alter table triage_action drop constraint triage_action_delivery_id_fkey");
  const [delivery, replay] = [randomUUID(), randomUUID()];
  const old = [
    {
      action: "discard",
      actor: "local",
      reason: "a test",
      made: null,
      before: null,
      after: null,
      at: "2026-11-20T10:00:02Z",
    },
    {
      action: "replay",
      actor: "token",
      reason: null,
      made: replay,
      before: { email: "a@x.org" },
      after: { email: "b@x.org" },
      at: "2026-11-20T10:00:03Z",
    },
    {
      action: "restore",
      actor: "local",
      reason: null,
      made: null,
      before: null,
      after: null,
      at: "2026-11-20T10:00:01Z",
    },
  ];
  for (const row of old) {
    await pool.query(
      `insert into triage_action (id, delivery_id, action, actor, reason, new_delivery_id, before, after, request_id, at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, 'request-1', $9)`,
      [randomUUID(), delivery, row.action, row.actor, row.reason, row.made, row.before, row.after, row.at],
    );
  }

  expect(await applyMigrations(url.href)).toContain(moving);
  expect((await pool.query("select to_regclass('triage_action') as old")).rows).toEqual([{ old: null }]);
  const filter = { action: null, actor: null, target: delivery, before: null, limit: 10 };
  const entries = (await readAudit(pool, filter)).toReversed();
  expect(
    entries.map(({ seq, at, action, actor, reason, resultId, before, after }) => ({
      ...{ seq, at, action, kind: actor.kind, name: actor.name, reason, resultId, before, after },
    })),
  ).toEqual([
    {
      seq: 1,
      at: "2026-11-20T10:00:01.000Z",
      action: "dead-letter.restore",
      kind: "system",
      name: "local",
      reason: null,
      resultId: null,
      before: null,
      after: null,
    },
    {
      seq: 2,
      at: "2026-11-20T10:00:02.000Z",
      action: "dead-letter.discard",
      kind: "system",
      name: "local",
      reason: "a test",
      resultId: null,
      before: null,
      after: null,
    },
    {
      seq: 3,
      at: "2026-11-20T10:00:03.000Z",
      action: "dead-letter.replay",
      kind: "token",
      name: "token",
      reason: null,
      resultId: replay,
      before: { email: "a@x.org" },
      after: { email: "b@x.org" },
    },
  ]);
  expect(await verifyChain(pool)).toMatchObject({ intact: true, entries: 3, headSeq: 3 });

  await pool.query("alter table audit_entry disable trigger all");
  await pool.query("update audit_entry set reason = 'another' where seq = 2");
  expect(await verifyChain(pool), "and a change of a moved row is found").toMatchObject({
    intact: false,
    brokenSeq: 2,
  });
  await pool.end();
  const admin = createPool(adminUrl, { max: 1 });
  await admin.query(`drop database ${name}`);
  await admin.end();
});
