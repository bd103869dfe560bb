import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { sessionCookieName } from "#server/identity/sessions/session-cookie.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { env } from "#server/platform/env/env.ts";
import { aUser } from "#server/testing/access.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();
const api = await serveApi();

type Person = { id: string; headers: Record<string, string> };
const day = 86_400_000;

/** A separate admin for each test, so that none is the last one, with a live session. */
async function anAdmin(): Promise<Person> {
  const { id } = await aUser(pool, "admin", { invited: true });
  const session = newApiToken();
  await pool.query(
    "insert into console_session (id, user_id, token, expires_at) values ($1, $2, $3, now() + interval '1 hour')",
    [randomUUID(), id, hashToken(session)],
  );
  return { id, headers: { cookie: `${sessionCookieName()}=${session}` } };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const ask = async (method: string, path: string, headers: Record<string, string>, json?: unknown) => {
  const { status, text } = await api.call(method, path, { headers, json });
  return { status, body: JSON.parse(text) };
};
const create = async (headers: Record<string, string>, json: object = {}) => {
  const { status, body } = await ask("POST", "/api/v1/tokens", headers, { name: "deploy", role: "admin", ...json });
  expect(status, JSON.stringify(body)).toBe(201);
  return { ...body, headers: bearer(body.token) };
};
const change = async (id: string, json: object) => {
  const { headers } = await anAdmin();
  const { status, body } = await ask("PATCH", `/api/v1/users/${id}`, headers, json);
  expect(status, JSON.stringify(body)).toBe(200);
};
const users = async (headers: Record<string, string>) => (await ask("GET", "/api/v1/users", headers)).status;
const me = async (headers: Record<string, string>) => (await ask("GET", "/api/v1/me", headers)).status;
const audited = async (id: string) =>
  (
    await pool.query(
      "select action, actor_kind as kind, reason, after from audit_entry where target_id = $1 order by seq",
      [id],
    )
  ).rows;
const daysLeft = (at: string) => Math.round((Date.parse(at) - Date.now()) / day);

describe("a token and its owner", () => {
  it("is revoked in the transaction that disables its owner, and stays revoked when the owner is enabled again", async () => {
    const owner = await anAdmin();
    const token = await create(owner.headers);
    expect(await users(token.headers)).toBe(200);
    await change(owner.id, { disabled: true });
    expect(await users(token.headers)).toBe(401);
    expect((await ask("POST", "/api/v1/tokens", token.headers, { name: "more", role: "admin" })).status).toBe(401);
    expect(await audited(token.id)).toMatchObject([
      { action: "token.create" },
      { action: "token.revoke", kind: "user", reason: "the owner was disabled" },
    ]);
    await change(owner.id, { disabled: false });
    expect(await users(token.headers)).toBe(401);
  });

  it("is refused or revoked when it is created while its owner is being disabled", async () => {
    const owner = await anAdmin();
    const parent = await create(owner.headers);
    const creates = [owner.headers, parent.headers, owner.headers, parent.headers, owner.headers].map((headers) =>
      ask("POST", "/api/v1/tokens", headers, { name: "race", role: "viewer" }),
    );
    const [, ...answers] = await Promise.all([change(owner.id, { disabled: true }), ...creates]);
    expect(answers.filter(({ status }) => ![201, 401, 403].includes(status))).toEqual([]);
    const { rows } = await pool.query(
      "select count(*)::int as good from api_token where owner_id = $1 and revoked_at is null",
      [owner.id],
    );
    expect(rows).toEqual([{ good: 0 }]);
  });

  it("is revoked when its owner's role falls below its own, and stays valid at or below the new role", async () => {
    const owner = await anAdmin();
    const [high, low] = [await create(owner.headers), await create(owner.headers, { role: "viewer" })];
    await change(owner.id, { role: "operator" });
    expect([await me(high.headers), await me(low.headers)]).toEqual([401, 200]);
    expect(await audited(high.id)).toMatchObject([
      { action: "token.create" },
      { action: "token.revoke", reason: "the owner's role is now operator" },
    ]);
  });

  it("acts in its owner's current role, also where the database was changed by hand", async () => {
    const owner = await anAdmin();
    const token = await create(owner.headers);
    await pool.query("update console_user set role = 'viewer' where id = $1", [owner.id]);
    expect(await users(token.headers)).toBe(403);
    await pool.query("update console_user set disabled_at = now() where id = $1", [owner.id]);
    expect(await me(token.headers)).toBe(401);
  });

  it("gives a token that it creates the same owner, no more rights and no later expiry, and revokes it with itself", async () => {
    const owner = await anAdmin();
    const parent = await create(owner.headers, {
      scopes: ["tokens.manage", "account.read", "pipeline.read"],
      expiresInDays: 10,
    });
    const child = await create(parent.headers, { role: "viewer", scopes: ["account.read"], expiresInDays: null });
    expect(child.owner.id).toBe(owner.id);
    expect(daysLeft(child.expiresAt)).toBe(10);
    for (const json of [{ role: "viewer" }, { role: "admin", scopes: ["users.read"] }, { role: "admin" }]) {
      expect((await ask("POST", "/api/v1/tokens", parent.headers, { name: "more", ...json })).status).toBe(403);
    }
    expect(await me(child.headers)).toBe(200);
    await ask("DELETE", `/api/v1/tokens/${parent.id}`, owner.headers);
    expect(await me(child.headers)).toBe(401);
    expect(await audited(child.id)).toMatchObject([
      { action: "token.create", kind: "token" },
      { action: "token.revoke" },
    ]);
  });
});

describe("scopes", () => {
  it("limit a token to actions of its role, also for accounts that it invites or promotes", async () => {
    const owner = await anAdmin();
    const token = await create(owner.headers, { scopes: ["users.manage", "users.read"] });
    expect(await users(token.headers)).toBe(200);
    const refused = await ask("GET", "/api/v1/dead-letters", token.headers);
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining("dead-letters.read") } });
    const person = { name: "Eve", email: `${randomUUID()}@example.com` };
    expect((await ask("POST", "/api/v1/users", token.headers, { ...person, role: "admin" })).status).toBe(403);
    const { id } = await aUser(pool, "viewer");
    expect((await ask("PATCH", `/api/v1/users/${id}`, token.headers, { role: "admin" })).status).toBe(403);
    expect((await ask("PATCH", `/api/v1/users/${id}`, token.headers, { disabled: true })).status).toBe(200);
  });

  it("are actions that the role may do", async () => {
    const { headers } = await anAdmin();
    const answer = await ask("POST", "/api/v1/tokens", headers, {
      ...{ name: "x", role: "viewer", scopes: ["users.manage"] },
    });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: "/scopes" }] } });
    for (const scopes of [[], ["everything"], ["account.own"]]) {
      expect((await ask("POST", "/api/v1/tokens", headers, { name: "x", role: "viewer", scopes })).status).toBe(422);
    }
  });
});

describe("an expiry", () => {
  it("is 90 days by default, 366 at most, and never only by an audited choice", async () => {
    const { headers } = await anAdmin();
    expect(daysLeft((await create(headers)).expiresAt)).toBe(90);
    const forever = await create(headers, { expiresInDays: null });
    expect(forever.expiresAt).toBeNull();
    expect(await audited(forever.id)).toMatchObject([{ after: { expiresAt: "never" } }]);
    for (const expiresInDays of [0, 367, 1.5]) {
      expect((await ask("POST", "/api/v1/tokens", headers, { name: "x", role: "viewer", expiresInDays })).status).toBe(
        422,
      );
    }
  });

  it("ends a token, and the list shows it and warns two weeks before", async () => {
    const { headers } = await anAdmin();
    const [gone, soon] = [await create(headers), await create(headers, { expiresInDays: 13 })];
    await pool.query("update api_token set expires_at = now() where id = $1", [gone.id]);
    expect([await me(gone.headers), await me(soon.headers)]).toEqual([401, 200]);
    const { items } = (await ask("GET", "/api/v1/tokens", headers)).body;
    const statusOf = (id: string) => items.find((item: { id: string }) => item.id === id).status;
    expect([statusOf(gone.id), statusOf(soon.id)]).toEqual(["expired", "expiring"]);
  });
});

describe("rotation", () => {
  const rotate = (id: string, headers: Record<string, string>, json?: object) =>
    ask("POST", `/api/v1/tokens/${id}/rotate`, headers, json);

  it("gives a new secret and a new expiry; the old secret is accepted for the overlap", async () => {
    const { headers } = await anAdmin();
    const token = await create(headers, { expiresInDays: 5 });
    const rotated = await rotate(token.id, headers, {});
    expect(rotated.status, JSON.stringify(rotated.body)).toBe(200);
    expect(daysLeft(rotated.body.expiresAt)).toBe(90);
    expect(Math.round((Date.parse(rotated.body.previousUntil) - Date.now()) / 3_600_000)).toBe(24);
    expect([await me(token.headers), await me(bearer(rotated.body.token))]).toEqual([200, 200]);
    await pool.query("update api_token set previous_until = now() where id = $1", [token.id]);
    expect([await me(token.headers), await me(bearer(rotated.body.token))]).toEqual([401, 200]);
    expect(await audited(token.id)).toMatchObject([{ action: "token.create" }, { action: "token.rotate" }]);
  });

  it("without an overlap ends the old secret at once", async () => {
    const { headers } = await anAdmin();
    const token = await create(headers);
    const rotated = await rotate(token.id, headers, { overlapHours: 0 });
    expect([await me(token.headers), await me(bearer(rotated.body.token))]).toEqual([401, 200]);
  });

  it("by a token is limited to itself and to tokens that it created, so that no secret outlives its revocation", async () => {
    const owner = await anAdmin();
    const [stolen, other] = [await create(owner.headers), await create(owner.headers)];
    const child = await create(stolen.headers);
    expect((await rotate(other.id, stolen.headers, { overlapHours: 0 })).status).toBe(403);
    expect((await rotate(stolen.id, child.headers, {})).status).toBe(403);
    expect((await rotate(child.id, stolen.headers, {})).status).toBe(200);
    expect((await rotate(stolen.id, stolen.headers, {})).status).toBe(200);
    await ask("DELETE", `/api/v1/tokens/${stolen.id}`, owner.headers);
    expect([await me(stolen.headers), await me(child.headers), await me(other.headers)]).toEqual([401, 401, 200]);
  });

  it("needs the owner, or a token of the owner with at least the same rights", async () => {
    const [owner, other] = [await anAdmin(), await anAdmin()];
    const token = await create(owner.headers);
    expect((await rotate(token.id, other.headers, {})).status).toBe(403);
    const narrow = await create(owner.headers, { scopes: ["tokens.manage"] });
    expect((await rotate(token.id, narrow.headers, {})).status).toBe(403);
    expect((await rotate(narrow.id, narrow.headers, {})).status).toBe(200);
    await ask("DELETE", `/api/v1/tokens/${token.id}`, other.headers);
    expect((await rotate(token.id, owner.headers, {})).status).toBe(404);
  });
});

describe("the environment's token", () => {
  it("is in the list with its last use, and can be limited to scopes", async () => {
    const { headers } = await anAdmin();
    expect(await me(asOperator)).toBe(200);
    const environment = async () => (await ask("GET", "/api/v1/tokens", headers)).body.environment;
    await vi.waitFor(async () =>
      expect(await environment()).toEqual({ role: "operator", scopes: null, lastUsedAt: expect.any(String) }),
    );
    Object.assign(env(), { API_TOKEN_SCOPES: ["account.read"] });
    const got = [await me(asOperator), (await ask("GET", "/api/v1/pipeline", asOperator)).status];
    const { scopes } = await environment();
    Object.assign(env(), { API_TOKEN_SCOPES: undefined });
    expect([...got, scopes]).toEqual([200, 403, ["account.read"]]);
  });
});
