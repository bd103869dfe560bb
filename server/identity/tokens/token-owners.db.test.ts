import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { verifyChain } from "#server/audit/verify-chain.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { createPool } from "#server/platform/database/db.ts";
import { applyMigrations } from "#server/platform/migrations/apply-migrations.ts";
import { listMigrationNames, migrationsFolder } from "#server/platform/migrations/migration-files.ts";

const upgrade = "20261130110000_token_owners";
const earlier = mkdtempSync(path.join(tmpdir(), "redeliver-earlier-"));
afterAll(() => rmSync(earlier, { recursive: true }));
for (const name of listMigrationNames(migrationsFolder).filter((one) => one < upgrade)) {
  cpSync(path.join(migrationsFolder, name), path.join(earlier, name), { recursive: true });
}

it("the migration gives each token its owner from the audit log and an expiry in 90 days, and revokes the others", async () => {
  const { adminUrl } = inject("templateDatabase");
  const url = new URL(adminUrl);
  url.pathname = `/token_owners_${process.pid}`;
  await applyMigrations(url.href, { folder: earlier });
  const pool = createPool(url.href);
  const user = async (name: string, role: string, disabled = false) => {
    const id = randomUUID();
    await pool.query(
      "insert into console_user (id, name, email, role, disabled_at) values ($1, $2, $3, $4, case when $5 then now() end)",
      [id, name, `${id}@example.com`, role, disabled],
    );
    return id;
  };
  const token = async (name: string, createdBy: string, maker: { kind: string; id: string } | null) => {
    const id = randomUUID();
    await pool.query(
      "insert into api_token (id, name, prefix, hash, role, created_by) values ($1, $2, 'rdl_', $3, 'admin', $4)",
      [id, name, hashToken(id), createdBy],
    );
    if (maker) {
      await pool.query(
        `insert into audit_entry (id, actor_kind, actor_id, actor_name, action, target_kind, target_id)
         values ($1, $2, $3, $4, 'token.create', 'token', $5)`,
        [randomUUID(), maker.kind, maker.id, createdBy, id],
      );
    }
    return id;
  };
  const [ana, left, lower] = [
    await user("Ana", "admin"),
    await user("Leo", "admin", true),
    await user("Tom", "operator"),
  ];
  await user("Twin", "admin");
  await user("Twin", "admin");
  const first = await token("first", "Ana", { kind: "user", id: ana });
  await token("child", "first", { kind: "token", id: first });
  await token("by name", "Ana", null);
  await token("twin", "Twin", null);
  await token("disabled", "Leo", { kind: "user", id: left });
  await token("lower", "Tom", { kind: "user", id: lower });

  await applyMigrations(url.href);

  const { rows } = await pool.query(
    `select name, owner_id as owner, parent_id as parent, revoked_at is null as good,
            round(extract(epoch from expires_at - now()) / 86400)::int as days from api_token order by created_at, id`,
  );
  const of = (name: string) => rows.find((row) => row.name === name);
  expect(of("first")).toEqual({ name: "first", owner: ana, parent: null, good: true, days: 90 });
  expect(of("child")).toEqual({ name: "child", owner: ana, parent: first, good: true, days: 90 });
  expect(of("by name")).toMatchObject({ owner: ana, good: true });
  expect([of("twin"), of("disabled"), of("lower")]).toMatchObject([
    { owner: null, good: false },
    { owner: left, good: false },
    { owner: lower, good: false },
  ]);
  const revoked = await pool.query("select actor_kind as kind from audit_entry where action = 'token.revoke'");
  expect(revoked.rows).toEqual([{ kind: "system" }, { kind: "system" }, { kind: "system" }]);
  expect(await verifyChain(pool)).toMatchObject({ intact: true });
  await pool.end();
});
