import { afterEach, describe, expect, it } from "vitest";
import { recordAction } from "#server/audit/record-action.ts";
import { verifyChain } from "#server/audit/verify-chain.ts";
import { inTransaction } from "#server/platform/database/db.ts";
import { testDatabase } from "#server/testing/database.ts";
import { anOperator } from "#server/testing/factories.ts";

const pool = await testDatabase();
const by = { actor: anOperator, requestId: "request-1" };
const record = (id: string, more: object = {}) =>
  inTransaction(pool, (tx) => recordAction(tx, by, { action: "user.change", target: { kind: "user", id }, ...more }));

/** Changes that a database administrator can make and the application cannot. */
const tamper = async (statement: string) => {
  await pool.query("alter table audit_entry disable trigger user");
  await pool.query("grant update, delete on audit_entry to current_user");
  await pool.query(statement);
  await pool.query("alter table audit_entry enable trigger user");
};
const restart = () => tamper("delete from audit_entry");
afterEach(restart);

describe("the audit log", () => {
  it("is one chain under concurrent writes, without rolled-back entries", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => record(`user-${index}`)));
    await inTransaction(pool, async (tx) => {
      await recordAction(tx, by, { action: "user.change", target: { kind: "user", id: "never" } });
      throw new Error("rolled back");
    }).catch(() => undefined);
    const verdict = await verifyChain(pool);
    expect(verdict).toMatchObject({ intact: true, entries: 20, headSeq: 20, fault: null });
    const { rows } = await pool.query(
      "select bool_and(at >= earlier) as ordered from (select at, lag(at) over (order by seq) as earlier from audit_entry) e",
    );
    expect(rows).toEqual([{ ordered: true }]);
  });

  it.each([
    "update audit_entry set reason = 'another'",
    "update audit_entry set actor_name = 'another user', before = null",
    "update audit_entry set after = '{}'",
    "delete from audit_entry",
    "truncate audit_entry",
  ])("refuses the application: %s", async (statement) => {
    await record("one", { before: { role: "viewer" }, after: { role: "admin" } });
    await pool.query("revoke update, delete on audit_entry from current_user");
    await pool.query("grant update (before, after) on audit_entry to current_user");
    await expect(pool.query(statement)).rejects.toMatchObject({ code: "42501" });
    await pool.query("grant update, delete, truncate on audit_entry to current_user");
    await expect(pool.query(statement), "with the right alone").rejects.toMatchObject({ code: "42501" });
    await pool.query("revoke truncate on audit_entry from current_user");
    expect(await verifyChain(pool)).toMatchObject({ intact: true, entries: 1 });
  });

  it("stays intact when retention erases the copies before and after", async () => {
    await record("one", { before: { email: "ada@example.com" }, after: { email: "eve@example.com" } });
    await pool.query("update audit_entry set before = null, after = null");
    expect(await verifyChain(pool)).toMatchObject({ intact: true, entries: 1 });
  });
});

describe("the verifier", () => {
  it.each([
    [
      "a change",
      "update audit_entry set actor_name = 'another user' where seq = 2",
      2,
      "it was changed after it was written",
    ],
    [
      "a change with its hash made anew",
      "update audit_entry a set actor_name = 'x' where seq = 2; update audit_entry a set hash = audit_hash(a) where seq = 2",
      3,
      "it is not linked to the entry before it",
    ],
    [
      "a changed copy",
      `update audit_entry set after = '{"role":"viewer"}' where seq = 2`,
      2,
      "its copies before and after were changed",
    ],
    ["a removed entry", "delete from audit_entry where seq = 2", 3, "the entry before it is missing"],
    ["a removed beginning", "delete from audit_entry where seq = 1", 2, "the entry before it is missing"],
  ])("names the entry of %s", async (_, statement, brokenSeq, fault) => {
    for (const id of ["one", "two", "three"]) await record(id, { after: { role: "admin" } });
    await tamper(statement);
    expect(await verifyChain(pool)).toMatchObject({ intact: false, brokenSeq, fault });
  });

  it("finds entries cut off at the end, given a head from outside", async () => {
    for (const id of ["one", "two"]) await record(id);
    const { headSeq, headHash } = await verifyChain(pool);
    const head = `${headSeq}:${headHash}`;
    await record("three");
    expect((await verifyChain(pool, head)).intact).toBe(true);
    await tamper("delete from audit_entry where seq >= 2");
    expect((await verifyChain(pool)).intact).toBe(true);
    expect(await verifyChain(pool, head)).toMatchObject({ intact: false, brokenSeq: 2 });
    expect((await verifyChain(pool, "nonsense")).intact).toBe(false);
  });
});
