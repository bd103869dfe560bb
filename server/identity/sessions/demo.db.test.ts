import { afterEach, describe, expect, it } from "vitest";
import { storeMail } from "#server/adapters/local-mail-server/sql/store-mail.ts";
import type { KnownActor } from "#server/audit/actor.ts";
import type { Role } from "#server/contracts/identity/access.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { changeUser } from "#server/identity/accounts/change-user.ts";
import { inviteUser } from "#server/identity/accounts/invite-user.ts";
import { sendReset } from "#server/identity/accounts/send-reset.ts";
import { endDemo } from "#server/identity/sessions/end-demo.ts";
import { createToken } from "#server/identity/tokens/create-token.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { revokeToken } from "#server/identity/tokens/revoke-token.ts";
import { rotateToken } from "#server/identity/tokens/rotate-token.ts";
import { env } from "#server/platform/env/env.ts";
import { newId } from "#server/platform/new-id.ts";
import { aUser, password } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();
const api = await serveApi();
// As web does at its start: the first sign-in must not spend its time limit on loading.
await import("#server/identity/sessions/auth.ts");

const run = (mode: DemoMode) => Object.assign(env(), { DEMO_MODE: mode });
afterEach(() => run("off"));

const cookieOf = ({ headers }: { headers: Record<string, unknown> }) =>
  String(headers["set-cookie"] ?? "").split(";")[0] ?? "";
const demo = (role: Role, headers: Record<string, string> = {}) =>
  api.call("POST", "/api/v1/session/demo", { json: { role }, headers });
const demoCookie = async (role: Role) => cookieOf(await demo(role));
const accountCookie = async (role: Role) => {
  const { email } = await aUser(pool, role);
  return cookieOf(await api.call("POST", "/api/v1/session", { json: { email, password } }));
};
const statusOf = async (cookie: string, method: string, path: string, json?: unknown) =>
  (await api.call(method, path, { json, headers: { cookie, "if-match": "*" } })).status;
const me = (cookie: string) => statusOf(cookie, "GET", "/api/v1/me");

describe("the local demo", () => {
  it("does not let its admin create or change an account, a token or an invitation", async () => {
    run("local");
    const cookie = await demoCookie("admin");
    const { id } = await aUser(pool, "admin");
    const owner = await accountCookie("admin");
    const made = await api.call("POST", "/api/v1/tokens", {
      json: { name: "the owner's", role: "viewer" },
      headers: { cookie: owner },
    });
    expect(made.status, made.text).toBe(201);
    const attempts: [string, string, unknown?][] = [
      ["POST", "/api/v1/users", { name: "Eve", email: "eve@example.com", role: "admin" }],
      ["PATCH", `/api/v1/users/${id}`, { disabled: true }],
      ["POST", `/api/v1/users/${id}/reset`],
      ["POST", "/api/v1/tokens", { name: "outlives the demo", role: "admin" }],
      ["DELETE", `/api/v1/tokens/${JSON.parse(made.text).id}`],
    ];
    for (const [method, path, json] of attempts) {
      expect(await statusOf(cookie, method, path, json), `${method} ${path}`).toBe(403);
    }
    expect(await statusOf(cookie, "GET", "/api/v1/users"), "may read").toBe(200);
  });

  it("is refused by the verbs themselves, not only by the routes", async () => {
    const actor: KnownActor = {
      ...{ kind: "user", id: newId(), name: "Demo admin", email: null, role: "admin", sessionId: null },
      demo: true,
    };
    const by = { actor, requestId: "request-1" };
    const { id } = await aUser(pool, "admin");
    const verbs = [
      () => inviteUser({ name: "Eve", email: "eve@example.com", role: "admin" }, by),
      () => changeUser(id, { disabled: true }, by),
      () => sendReset(id, by),
      () => createToken({ name: "x", role: "admin", expiresInDays: 1 }, by),
      () => rotateToken(newId(), { overlapHours: 0, expiresInDays: 1 }, by),
      () => revokeToken(newId(), by),
    ];
    for (const verb of verbs) await expect(verb()).rejects.toMatchObject({ code: "forbidden" });
  });

  it("does not act as an account with the address of a demo identity", async () => {
    run("local");
    await pool.query(
      "insert into console_user (id, name, email, role) values ($1, 'Real', 'operator@demo.invalid', 'viewer')",
      [newId()],
    );
    expect((await demo("operator")).status).toBe(404);
    const { rows } = await pool.query("delete from console_user where email = 'operator@demo.invalid' returning role");
    expect(rows).toEqual([{ role: "viewer" }]);
  });

  it("signs out one visitor and not the others with the same identity", async () => {
    run("local");
    const [one, other] = [await demoCookie("viewer"), await demoCookie("viewer")];
    expect(await statusOf(one, "DELETE", "/api/v1/sessions")).toBe(200);
    expect([await me(one), await me(other)]).toEqual([401, 200]);
  });
});

describe("the public demo", () => {
  it("allows 30 sign-ins in 15 minutes from one client, because each adds a session and an audit entry", async () => {
    run("public");
    const audited = async () =>
      (await pool.query("select count(*)::int as n from audit_entry where action = 'session.sign-in'")).rows[0].n;
    const before = await audited();
    const answers = [];
    for (let n = 0; n < 35; n += 1) answers.push((await demo("viewer")).status);
    expect(answers.filter((status) => status === 201)).toHaveLength(30);
    expect(answers.at(-1)).toBe(429);
    expect((await audited()) - before).toBe(30);
    await pool.query("delete from sign_in_tries where key like 'demo %'");
  });

  it("offers viewer and operator, and never admin", async () => {
    run("public");
    expect((await demo("viewer")).status).toBe(201);
    expect((await demo("operator")).status).toBe(201);
    expect((await demo("admin")).status).toBe(403);
  });

  it("lets its operator work on messages, and not reveal, read the inbox, resume or change shared settings", async () => {
    run("public");
    const cookie = await demoCookie("operator");
    const id = newId();
    expect(await statusOf(cookie, "GET", "/api/v1/dead-letters")).toBe(200);
    expect(await statusOf(cookie, "POST", `/api/v1/dead-letters/${id}/replay`, {}), "is authorised").toBe(404);
    const refused: [string, string, unknown?][] = [
      ["POST", `/api/v1/dead-letters/${id}/reveal`, {}],
      ["GET", "/api/v1/audit"],
      ["GET", "/api/v1/users"],
      ["GET", "/api/v1/tokens"],
      ["GET", "/api/v1/inbox"],
      ["DELETE", "/api/v1/inbox"],
      ["GET", "/api/v1/webhooks"],
      ["POST", "/api/v1/sending/resume", { reason: "x" }],
      ["POST", "/api/v1/queues/order-notifications/pause", { reason: "x" }],
      ["GET", "/api/metrics"],
    ];
    for (const [method, path, json] of refused) {
      expect(await statusOf(cookie, method, path, json), `${method} ${path}`).toBe(403);
    }
  });

  it("accepts no admin session of an earlier local demo, and does not limit real accounts", async () => {
    run("local");
    const admin = await demoCookie("admin");
    const owner = await accountCookie("admin");
    run("public");
    expect(await me(admin)).toBe(401);
    expect(await statusOf(owner, "GET", "/api/v1/users")).toBe(200);
    expect(await statusOf(owner, "GET", "/api/v1/inbox")).toBe(200);
  });
});

describe("sessions and tokens of demo identities", () => {
  it("are refused as soon as the demo is off, and ended at the start", async () => {
    run("local");
    const [admin, viewer] = [await demoCookie("admin"), await demoCookie("viewer")];
    // A token from a build in which demo identities could create tokens.
    const token = newApiToken();
    const id = newId();
    await pool.query(
      `insert into api_token (id, name, prefix, role, created_by, hash, owner_id)
       select $1, 'old', $2, 'admin', name, $3, id from console_user where email = 'admin@demo.invalid'`,
      [id, token.slice(0, 10), hashToken(token)],
    );
    run("off");
    expect([await me(admin), await me(viewer)]).toEqual([401, 401]);
    const ended = await endDemo();
    expect(ended.sessions).toBeGreaterThanOrEqual(2);
    expect(ended.tokens).toBe(1);
    const bearer = { authorization: `Bearer ${token}` };
    expect((await api.call("GET", "/api/v1/users", { headers: bearer })).status).toBe(401);
    expect(await endDemo()).toEqual({ sessions: 0, tokens: 0 });
    run("local");
    expect(await me(viewer), "and stays ended when the demo comes back").toBe(401);
    const { rows } = await pool.query("select actor_kind, action from audit_entry where target_id = $1 order by seq", [
      id,
    ]);
    expect(rows.at(-1)).toEqual({ actor_kind: "system", action: "token.revoke" });
  });

  it("of a local demo end at a public start that does not offer the role", async () => {
    run("local");
    const [admin, viewer] = [await demoCookie("admin"), await demoCookie("viewer")];
    run("public");
    await endDemo();
    run("local");
    expect([await me(admin), await me(viewer)]).toEqual([401, 200]);
  });
});

describe("mails with an account's link", () => {
  it("are listed, shown and deleted only for admins with an account", async () => {
    run("local");
    const mail = (recipient: string, text: string) =>
      storeMail(
        pool,
        { sender: "orders@redeliver.example", recipients: [recipient] },
        { messageId: null, subject: "Hi", html: null, text, headers: [], raw: text },
      );
    const [reset = ""] = await mail("ana@example.com", "http://127.0.0.1:3000/choose-password#a-secret");
    const [plain = ""] = await mail("ada@example.com", "Thank you for your order.");
    const seen = async (headers: Record<string, string>) => {
      const { items } = JSON.parse((await api.call("GET", "/api/v1/inbox", { headers })).text);
      const whole = async (id: string) => (await api.call("GET", `/api/v1/inbox/${id}`, { headers })).status;
      return [items.map((item: { id: string }) => item.id), await whole(reset), await whole(plain)];
    };
    for (const role of ["viewer", "operator", "admin"] as const) {
      expect(await seen({ cookie: await demoCookie(role) }), role).toEqual([[plain], 404, 200]);
    }
    expect(await seen({ authorization: `Bearer ${process.env.API_TOKEN}` })).toEqual([[plain], 404, 200]);
    const owner = await accountCookie("admin");
    expect(await seen({ cookie: owner })).toEqual([[plain, reset], 200, 200]);
    expect(await statusOf(await demoCookie("admin"), "DELETE", "/api/v1/inbox")).toBe(200);
    expect(await seen({ cookie: owner })).toEqual([[reset], 200, 404]);
  });
});
