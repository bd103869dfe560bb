import { describe, expect, it } from "vitest";
import type { KnownActor } from "#server/audit/actor.ts";
import { changeUser } from "#server/identity/accounts/change-user.ts";
import { choosePassword } from "#server/identity/accounts/choose-password.ts";
import { inviteUser } from "#server/identity/accounts/invite-user.ts";
import { listUsers } from "#server/identity/accounts/list-users.ts";
import { openSetUp } from "#server/identity/accounts/open-set-up.ts";
import { sendReset } from "#server/identity/accounts/send-reset.ts";
import { setUp } from "#server/identity/accounts/set-up.ts";
import { identityPorts } from "#server/identity/handlers/ports.ts";
import { createToken } from "#server/identity/tokens/create-token.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { env } from "#server/platform/env/env.ts";
import { aUser, password } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { resend } from "#server/triage/replays/resend.ts";

const pool = await testDatabase();
const api = await serveApi();
// As web does at its start: the first sign-in must not spend its time limit on loading.
await import("#server/identity/sessions/auth.ts");
const pipeline = await aPipeline(pool);
const admin = { name: "Ana Reis", email: "ana@example.com", password };

const by = (id: string, name = "Ana Reis") => {
  const actor: KnownActor = { kind: "user", id, name, email: null, role: "admin", sessionId: null };
  return { actor, requestId: "request-1" };
};
const signIn = async (email: string, given: string) =>
  (await api.call("POST", "/api/v1/session", { json: { email, password: given } })).status;
const audited = async (id: string) =>
  (
    await pool.query("select action, actor_name, before, after from audit_entry where target_id = $1 order by seq", [
      id,
    ])
  ).rows;

describe("set-up", () => {
  it("needs the terminal's token, creates one admin for concurrent requests, and closes for good", async () => {
    const token = await openSetUp();
    expect(token).toMatch(/^[\w-]{43}$/);
    const stored = await pool.query("select token from account_link");
    expect(stored.rows).toEqual([{ token: hashToken(token ?? "") }]);
    await expect(setUp(admin, "guess", null)).rejects.toMatchObject({ code: "forbidden" });
    await expect(setUp({ ...admin, password: "password1234" }, token, null)).rejects.toMatchObject({
      code: "invalid_input",
    });

    const racers = ["ana", "eve", "bob"].map((name) =>
      setUp({ ...admin, email: `${name}@example.com` }, token, "request-1"),
    );
    const settled = await Promise.allSettled(racers);
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { items } = await listUsers();
    expect(items).toMatchObject([{ role: "admin", status: "active" }]);
    expect(await openSetUp()).toBeNull();
    expect((await pool.query("select from account_link")).rowCount).toBe(0);
    expect(await audited(items[0]?.id ?? "")).toMatchObject([{ action: "user.set-up" }]);
    const again = { token: token ?? "", ...admin };
    expect((await api.call("POST", "/api/v1/setup", { json: again })).status).toBe(409);
  });
});

describe("an invitation", () => {
  it("is mailed through the outbox with a link from the time of sending, works once, and signs its user in", async () => {
    const boss = await aUser(pool, "admin");
    const maya = await inviteUser({ name: "Maya Ito", email: "maya@example.com", role: "operator" }, by(boss.id));
    expect(maya).toMatchObject({ status: "invited", role: "operator" });
    const { rows } = await pool.query("select data from outbox_message where subject = $1", [`users/${maya.id}`]);
    expect(rows).toEqual([{ data: { userId: maya.id } }]);

    await pipeline.tick();
    const world = recordingPorts();
    world.ports.accounts = identityPorts({ env: env(), queryable: pool }).accounts;
    await pipeline.work("account-mails", world.ports);
    expect(world.mails).toMatchObject([
      { to: { address: "maya@example.com" }, subject: expect.stringContaining("account") },
    ]);
    const token = /choose-password#([\w-]+)/.exec(world.mails[0]?.text ?? "")?.[1] ?? "";
    expect((await pool.query("select from account_link where token = $1", [hashToken(token)])).rowCount).toBe(1);

    const { rows: sent } = await pool.query(
      "select d.id from delivery d join outbox_message m on m.id = d.message_id where m.subject = $1",
      [`users/${maya.id}`],
    );
    const visitor = by(boss.id, "Demo operator");
    const copy = { id: sent[0]?.id, reason: "lost", expectedVersion: null };
    await expect(resend({ ...visitor, ...copy, actor: { ...visitor.actor, demo: true } })).rejects.toMatchObject({
      code: "forbidden",
    });

    expect(await signIn("maya@example.com", password)).toBe(401);
    await expect(choosePassword({ token, password: "maya ito 1" }, null)).rejects.toMatchObject({
      code: "invalid_input",
    });
    expect(await choosePassword({ token, password }, "request-2")).toEqual({
      success: true,
      email: "maya@example.com",
    });
    await expect(choosePassword({ token, password }, null)).rejects.toMatchObject({ code: "forbidden" });
    expect(await signIn("maya@example.com", password)).toBe(201);
    expect(await audited(maya.id)).toMatchObject([
      { action: "user.invite", actor_name: "Ana Reis", after: { email: "maya@example.com", role: "operator" } },
      { action: "user.choose-password", actor_name: "Maya Ito", after: { by: "invitation" } },
      { action: "session.sign-in", actor_name: "Maya Ito" },
    ]);
    await expect(
      inviteUser({ name: "M", email: "maya@example.com", role: "admin" }, by(boss.id)),
    ).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

describe("an account", () => {
  it("loses its sessions and its other links with a new password", async () => {
    const [boss, leo] = [await aUser(pool, "admin"), await aUser(pool, "viewer")];
    await sendReset(leo.id, by(boss.id));
    const link = await identityPorts({ env: env(), queryable: pool }).accounts.linkFor(leo.id, "reset");
    const other = await identityPorts({ env: env(), queryable: pool }).accounts.linkFor(leo.id, "reset");
    expect(await signIn(leo.email, password)).toBe(201);
    const tokenOf = (url: string) => url.split("#")[1] ?? "";
    await choosePassword({ token: tokenOf(link), password: "another good sentence" }, null);
    await expect(choosePassword({ token: tokenOf(other), password }, null)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await listUsers()).items.find(({ id }) => id === leo.id)?.sessions).toBe(0);
    expect(await signIn(leo.email, password)).toBe(401);
    expect(await signIn(leo.email, "another good sentence")).toBe(201);
  });

  it("loses its sessions and links when it is disabled, which the last admin cannot be", async () => {
    await pool.query("update console_user set role = 'viewer' where role = 'admin'");
    const [ana, tom] = [await aUser(pool, "admin"), await aUser(pool, "admin")];
    const off = (id: string) => changeUser(id, { disabled: true, reason: "left" }, by(ana.id));
    const both = await Promise.allSettled([off(ana.id), off(tom.id)]);
    expect(
      both.filter(({ status }) => status === "fulfilled"),
      "of two that race one stays",
    ).toHaveLength(1);
    const rest = both[0]?.status === "fulfilled" ? tom : ana;
    await expect(changeUser(rest.id, { role: "operator" }, by(rest.id))).rejects.toThrow(/last admin/);
    expect(await audited(rest === tom ? ana.id : tom.id)).toMatchObject([
      { action: "user.change", before: { role: "admin", disabled: false }, after: { role: "admin", disabled: true } },
    ]);
  });
});

describe("a token", () => {
  it("is shown once, stored as its hash, acts in its role, and is refused after its revocation", async () => {
    const boss = await aUser(pool, "admin");
    const made = await createToken({ name: "deploy", role: "admin", expiresInDays: 90 }, by(boss.id));
    expect(made.token.startsWith(made.prefix)).toBe(true);
    expect(JSON.stringify((await pool.query("select * from api_token")).rows)).not.toContain(made.token);
    const headers = { authorization: `Bearer ${made.token}` };
    const listed = JSON.parse((await api.call("GET", "/api/v1/tokens", { headers })).text);
    expect(listed.items).toMatchObject([{ name: "deploy", prefix: made.prefix, lastUsedAt: expect.any(String) }]);
    expect(JSON.stringify(listed)).not.toContain(made.token);
    expect((await api.call("DELETE", "/api/v1/session", { headers })).status, "it has no session").toBe(403);
    expect((await api.call("DELETE", `/api/v1/tokens/${made.id}`, { headers })).status).toBe(200);
    expect((await api.call("GET", "/api/v1/tokens", { headers })).status).toBe(401);
    expect(await audited(made.id)).toMatchObject([{ action: "token.create" }, { action: "token.revoke" }]);
  });
});

describe("in the demo", () => {
  it("any visitor can act as one of three demo identities, which are refused outside of the demo", async () => {
    const { continueAs } = await import("#server/identity/sessions/continue-as.ts");
    const { identify } = await import("#server/identity/access/identify.ts");
    Object.assign(env(), { DEMO_MODE: "local" });
    const { token, actor } = await continueAs("operator", { address: "127.0.0.1", userAgent: "" }, "request-3");
    expect(actor).toMatchObject({ name: "Demo operator", role: "operator" });
    const headers = new Headers({ cookie: `redeliver_session=${token}` });
    expect(await identify(headers)).toMatchObject({ name: "Demo operator" });
    Object.assign(env(), { DEMO_MODE: "off" });
    expect(await identify(headers)).toBeNull();
  });
});
