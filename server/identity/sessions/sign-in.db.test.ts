import { describe, expect, it } from "vitest";
import type { Role } from "#server/contracts/identity/access.ts";
import { sessionCookieName } from "#server/identity/sessions/session-cookie.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { deleteExpiredAccess } from "#server/monitoring/retention/sql/delete-expired-access.ts";
import { env } from "#server/platform/env/env.ts";
import { aUser, password } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();
const api = await serveApi();
// As web does at its start: the first sign-in must not spend its time limit on loading.
await import("#server/identity/sessions/auth.ts");

const signIn = (email: string, given = password, headers: Record<string, string> = {}) =>
  api.call("POST", "/api/v1/session", { json: { email, password: given }, headers });
const cookieOf = ({ headers }: { headers: Record<string, unknown> }) =>
  String(headers["set-cookie"] ?? "").split(";")[0] ?? "";
const me = (cookie: string) => api.call("GET", "/api/v1/me", { headers: { cookie } });
const dead = (cookie: string) => api.call("GET", "/api/v1/dead-letters", { headers: { cookie } });
const forget = () => pool.query("delete from sign_in_tries");

describe("signing in", () => {
  it("creates a session whose token is stored as its hash, in a cookie that scripts cannot read", async () => {
    const { email } = await aUser(pool, "operator");
    const answer = await signIn(email.toUpperCase());
    expect(answer.status, answer.text).toBe(201);
    expect(JSON.parse(answer.text)).toMatchObject({ kind: "user", email, role: "operator" });
    expect([answer.headers["set-cookie"]].flat()[0]).toMatch(
      /^redeliver_session=[\w-]{32}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/,
    );
    const token = cookieOf(answer).split("=")[1] ?? "";
    const { rows } = await pool.query("select token, ip_address from console_session");
    expect(rows).toContainEqual({ token: hashToken(token), ip_address: "127.0.0.1" });
    expect(JSON.stringify(rows)).not.toContain(token);
    expect((await me(cookieOf(answer))).status).toBe(200);
  });

  it("does not accept a token that the browser had before", async () => {
    const { email } = await aUser(pool, "viewer");
    const planted = `${sessionCookieName()}=planted-by-another-client-0123456789`;
    const answer = await signIn(email, password, { cookie: planted });
    expect(cookieOf(answer)).not.toBe(planted);
    expect((await me(planted)).status).toBe(401);
    expect((await me(`${planted}; ${cookieOf(answer)}`)).status, "two cookies: neither is believed").toBe(401);
  });

  it("gives the same answer for a wrong password, an unknown address, no password and a disabled account", async () => {
    const [one, off, invited] = [
      await aUser(pool, "viewer"),
      await aUser(pool, "viewer", { disabled: true }),
      await aUser(pool, "viewer", { invited: true }),
    ];
    const about = ({ status, text }: { status: number; text: string }) => {
      const { requestId: _, ...rest } = JSON.parse(text);
      return { status, ...rest };
    };
    const answers = [
      about(await signIn(one.email, "wrong-password")),
      about(await signIn("nobody@example.com")),
      about(await signIn(off.email)),
      about(await signIn(invited.email)),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, type: "/problems/unauthorized" });
  });

  it("is refused from another site's page", async () => {
    const { email } = await aUser(pool, "viewer");
    expect((await signIn(email, password, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const form = { body: `email=${email}`, headers: { "content-type": "text/plain" } };
    expect((await api.call("POST", "/api/v1/session", form)).status).toBe(415);
  });

  it("ends the previous session when the demo role changes", async () => {
    const continueAs = (role: Role, headers = {}) =>
      api.call("POST", "/api/v1/session/demo", { json: { role }, headers });
    Object.assign(env(), { DEMO_MODE: "local" });
    const low = cookieOf(await continueAs("viewer"));
    const high = cookieOf(await continueAs("admin", { cookie: low }));
    expect(high).not.toBe(low);
    expect([(await me(low)).status, (await me(high)).status]).toEqual([401, 200]);
    Object.assign(env(), { DEMO_MODE: "off" });
  });

  it("offers demo identities only in the demo", async () => {
    expect((await api.call("POST", "/api/v1/session/demo", { json: { role: "admin" } })).status).toBe(404);
  });
});

describe("too many attempts", () => {
  it("allows five a minute for one account, also when they are concurrent, and sends the seconds to wait", async () => {
    await forget();
    const { email } = await aUser(pool, "viewer");
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(email, "wrong-password")));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers["retry-after"])).toBeGreaterThan(0);
    expect(Number(refused?.headers["retry-after"])).toBeLessThanOrEqual(60);
    expect((await signIn(email)).status, "the right password waits too").toBe(429);
    expect((await signIn(email, password, { "x-forwarded-for": "192.0.2.9" })).status, "whatever a header claims").toBe(
      429,
    );
    await pool.query("update sign_in_tries set started_at = now() - interval '61 seconds' where key like 'pair %'");
    expect((await signIn(email)).status, "no account is locked").toBe(201);
  });

  it("allows twenty in 15 minutes from one address, for whatever accounts", async () => {
    await forget();
    await pool.query("insert into sign_in_tries values ('address 127.0.0.1', 18, now())");
    const statuses: number[] = [];
    for (let index = 0; index < 4; index++) {
      statuses.push((await signIn(`guess-${index}@example.com`, "wrong-password")).status);
    }
    expect(statuses).toEqual([401, 401, 429, 429]);
    await forget();
  });

  it("for an account from unknown addresses do not lock its user out", async () => {
    await forget();
    const { email } = await aUser(pool, "viewer");
    expect((await signIn(email)).status).toBe(201);
    await pool.query("insert into sign_in_tries values ($1, 20, now()) on conflict (key) do update set count = 20", [
      `account ${hashToken(email).slice(0, 32)}`,
    ]);
    expect((await signIn(email)).status).toBe(201);
    await pool.query("update console_session set ip_address = '192.0.2.1'");
    expect((await signIn(email)).status).toBe(429);
    await forget();
  });
});

it("deletes expired rows of sign-ins, and keeps those that still count", async () => {
  const { id } = await aUser(pool, "viewer");
  await forget();
  await pool.query("insert into sign_in_tries values ('old', 1, now() - interval '2 days'), ('new', 1, now())");
  await pool.query(
    `insert into console_session (id, user_id, token, expires_at)
     select gen_random_uuid(), $1, encode(sha256(days::text::bytea), 'hex'), now() - days * interval '1 day' from (values (32), (29)) v(days)`,
    [id],
  );
  await deleteExpiredAccess(pool);
  expect((await pool.query("select key from sign_in_tries")).rows).toEqual([{ key: "new" }]);
  expect((await pool.query("select from console_session where user_id = $1", [id])).rowCount).toBe(1);
  await forget();
});

describe("a session", () => {
  const begin = async (role: Role) => {
    const user = await aUser(pool, role);
    return { ...user, cookie: cookieOf(await signIn(user.email)) };
  };

  it("ends with the sign-out, also for a copied cookie", async () => {
    const { cookie } = await begin("viewer");
    const out = await api.call("DELETE", "/api/v1/session", { headers: { cookie } });
    expect(JSON.parse(out.text)).toEqual({ ended: 1 });
    expect(String(out.headers["set-cookie"])).toContain("Max-Age=0");
    expect((await me(cookie)).status).toBe(401);
  });

  it("ends in every browser when its user asks for that", async () => {
    const { cookie, email } = await begin("viewer");
    const other = cookieOf(await signIn(email));
    await api.call("DELETE", "/api/v1/sessions", { headers: { cookie } });
    expect([(await me(cookie)).status, (await me(other)).status]).toEqual([401, 401]);
  });

  it("ends in every browser when its user's password changes", async () => {
    const { cookie, email } = await begin("operator");
    const other = cookieOf(await signIn(email));
    const json = { currentPassword: password, password: "another good sentence" };
    expect((await api.call("POST", "/api/v1/password", { json, headers: { cookie } })).status).toBe(200);
    expect([(await dead(cookie)).status, (await dead(other)).status]).toEqual([401, 401]);
    expect((await api.call("POST", "/api/v1/password", { json, headers: { cookie } })).status).toBe(401);
  });

  it("is new at each sign-in, which ends the previous one", async () => {
    const { cookie, email } = await begin("viewer");
    const again = await api.call("POST", "/api/v1/session", { json: { email, password }, headers: { cookie } });
    expect(cookieOf(again)).not.toBe(cookie);
    expect((await me(cookie)).status, "the session that the browser came with has ended").toBe(401);
    await api.call("DELETE", "/api/v1/session", { headers: { cookie: cookieOf(again) } });
    expect((await me(cookieOf(again))).status).toBe(401);
  });

  it("ends after 12 idle hours or after 7 days, and is extended while it is used", async () => {
    const { cookie, id } = await begin("viewer");
    const shift = (column: string, by: string) =>
      pool.query(`update console_session set ${column} = now() + interval '${by}' where user_id = $1`, [id]);
    await shift("expires_at", "1 minute");
    expect((await me(cookie)).status).toBe(200);
    const { rows } = await pool.query(
      "select expires_at > now() + interval '11 hours' as moved from console_session where user_id = $1",
      [id],
    );
    expect(rows).toEqual([{ moved: true }]);
    await shift("created_at", "-7 days");
    expect((await me(cookie)).status).toBe(401);
    await shift("created_at", "0 days");
    await shift("expires_at", "-1 second");
    expect((await me(cookie)).status).toBe(401);
  });

  it("ends when the role of its account is raised, so that the new rights need a new session", async () => {
    const { cookie, id, email } = await begin("viewer");
    const boss = await aUser(pool, "admin");
    const asBoss = { cookie: cookieOf(await signIn(boss.email)) };
    const set = (role: Role) => api.call("PATCH", `/api/v1/users/${id}`, { json: { role }, headers: asBoss });
    expect((await set("operator")).status).toBe(200);
    expect((await dead(cookie)).status).toBe(401);
    const renewed = cookieOf(await signIn(email));
    expect(renewed).not.toBe(cookie);
    expect(JSON.parse((await me(renewed)).text)).toMatchObject({ role: "operator" });
    expect((await set("viewer")).status).toBe(200);
    expect((await me(renewed)).status, "a lower role needs no new one").toBe(200);
  });

  it("has the current role of its user from the next request on", async () => {
    const { cookie, id } = await begin("operator");
    const ship = () => api.call("POST", `/api/v1/orders/${id}/ship`, { headers: { cookie } });
    expect((await ship()).status).toBe(404);
    await pool.query("update console_user set role = 'viewer' where id = $1", [id]);
    expect((await ship()).status).toBe(403);
    expect((await dead(cookie)).status).toBe(200);
    await pool.query("update console_user set disabled_at = now() where id = $1", [id]);
    expect((await dead(cookie)).status).toBe(401);
  });
});
