import { randomUUID } from "node:crypto";
import { BlockList } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { env } from "#server/platform/env/env.ts";
import { aToken, aUser, password } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aProduct } from "#server/testing/factories.ts";

const pool = await testDatabase();
const api = await serveApi();
// As web does at its start: the first sign-in must not spend its time limit on loading.
await import("#server/identity/sessions/auth.ts");
const product = await aProduct(pool);

// The tests use a trusted proxy, so that each request can come from another client.
const proxies = new BlockList();
proxies.addAddress("127.0.0.1");
Object.assign(env(), { TRUSTED_PROXIES: proxies });
afterAll(() => Object.assign(env(), { TRUSTED_PROXIES: undefined }));
beforeEach(() => pool.query("delete from sign_in_tries"));

const signIn = (email: string, given: string, from: string, cookie?: string) =>
  api.call("POST", "/api/v1/session", {
    json: { email, password: given },
    headers: { "x-forwarded-for": from, ...(cookie ? { cookie } : {}) },
  });
const cookiesOf = (headers: Record<string, unknown>) => [headers["set-cookie"]].flat().map(String);
const deviceOf = (headers: Record<string, unknown>) =>
  cookiesOf(headers)
    .find((cookie) => cookie.startsWith("redeliver_device="))
    ?.split(";")[0] ?? "";
const tried = async (like: string) =>
  (await pool.query("select key, count from sign_in_tries where key like $1", [like])).rows;

describe("a client with IPv6", () => {
  it("is identified by its /64", async () => {
    const { email } = await aUser(pool, "viewer");
    const statuses: number[] = [];
    for (let host = 1; host <= 6; host++) {
      statuses.push((await signIn(email, "wrong-password", `2001:db8:1:2::${host}`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await signIn(email, "wrong-password", "2001:db8:1:3::1")).status).toBe(401);
    expect(await tried("address 2001%")).toEqual([
      { key: "address 2001:db8:1:2::/64", count: 6 },
      { key: "address 2001:db8:1:3::/64", count: 1 },
    ]);
  });

  it("has one counter for invalid links, too", async () => {
    const json = { token: "guess", password };
    for (const host of ["1", "2"]) {
      await api.call("POST", "/api/v1/password/by-link", { json, headers: { "x-forwarded-for": `2001:db8::${host}` } });
    }
    expect(await tried("link %")).toEqual([{ key: "link 2001:db8:0:0::/64", count: 2 }]);
  });
});

describe("a known device", () => {
  const full = async (keys: string[]) => {
    for (const key of keys) {
      await pool.query(
        "insert into sign_in_tries values ($1, 1000, now()) on conflict (key) do update set count = 1000",
        [key],
      );
    }
  };

  it("signs in although others behind the same proxy, or for the same account, have reached their limits", async () => {
    const { email } = await aUser(pool, "viewer");
    const from = "192.0.2.1";
    const first = await signIn(email, password, from);
    const [, attributes] =
      cookiesOf(first.headers)
        .find((one) => one.startsWith("redeliver_device="))
        ?.split(/;(.*)/s) ?? [];
    expect(attributes).toBe(" Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax");
    for (let index = 0; index < 6; index++) await signIn(email, "wrong-password", from);
    await full((await tried("%")).map(({ key }) => key));
    expect((await signIn(email, password, from)).status, "a stranger waits").toBe(429);
    expect((await signIn(email, password, from, deviceOf(first.headers))).status).toBe(201);
  });

  it("is known to one account only, cannot be forged, and has its own five attempts a minute", async () => {
    const [one, other] = [await aUser(pool, "viewer"), await aUser(pool, "viewer")];
    const device = deviceOf((await signIn(one.email, password, "192.0.2.2")).headers);
    await full(["address 192.0.2.3"]);
    expect((await signIn(other.email, password, "192.0.2.3", device)).status).toBe(429);
    const forged = `${device.slice(0, -2)}${device.endsWith("AA") ? "BB" : "AA"}`;
    expect((await signIn(one.email, password, "192.0.2.3", forged)).status).toBe(429);
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      statuses.push((await signIn(one.email, "wrong-password", "192.0.2.3", device)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });
});

describe("two hundred sign-ins at once", () => {
  const order = async () => {
    const json = {
      customer: { name: "Ada", email: "ada@example.com" },
      items: [{ productId: product.id, quantity: 1 }],
    };
    const from = performance.now();
    const { status } = await api.call("POST", "/api/v1/orders", { json });
    expect(status).toBe(201);
    return performance.now() - from;
  };
  /** The median time of sequential orders, `most` of them or until the flood ends. */
  const medianOf = async (most: number, isOver = () => false) => {
    const times: number[] = [];
    while (times.length < most && !isOver()) times.push(await order());
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  };

  it("pass a bounded queue: the rest gets 429 with Retry-After, and orders stay about as fast", async () => {
    await medianOf(20);
    const quiet = await medianOf(100);
    let over = false;
    const flood = Array.from({ length: 200 }, (_, index) =>
      signIn(`${randomUUID()}@example.com`, "wrong-password", `198.51.100.${index}`),
    );
    const answered = Promise.all(flood).finally(() => {
      over = true;
    });
    const busy = await medianOf(1_000, () => over);
    const answers = await answered;
    const refused = answers.filter(({ status }) => status === 429);
    const checked = answers.filter(({ status }) => status === 401);
    expect(refused.length + checked.length).toBe(200);
    expect(checked.length).toBeLessThan(100);
    expect(refused.every(({ headers }) => headers["retry-after"] === "2")).toBe(true);
    expect((await tried("account %")).length, "what was refused touched no row").toBe(checked.length);
    const said = `p50 of an order: ${quiet.toFixed(1)} ms, and ${busy.toFixed(1)} ms under 200 sign-ins`;
    expect(busy / quiet, said).toBeLessThan(4);
  });
});

describe("an invalid link", () => {
  it.each([
    ["a guess", "guess"],
    ["an empty one", ""],
    ["one of 5,000 characters", "x".repeat(5_000)],
    ["one that no server makes", "ä"],
  ])("is refused before the password is checked: %s", async (_, token) => {
    const link = await api.call("POST", "/api/v1/password/by-link", { json: { token, password: "a" } });
    expect(link.status, link.text).toBe(403);
    expect(link.text).not.toContain("characters");
  });

  it("does not use up the attempts of a valid one behind the same proxy", async () => {
    const { createAccountLink } = await import("#server/identity/accounts/create-account-link.ts");
    const { id } = await aUser(pool, "viewer");
    const url = await createAccountLink(pool, env(), id, "reset");
    const choose = (token: string, given: string) =>
      api.call("POST", "/api/v1/password/by-link", { json: { token, password: given } });
    for (let index = 0; index < 11; index++) await choose("guess", password);
    expect((await choose("guess", password)).status).toBe(429);
    const token = url.split("#")[1] ?? "";
    expect((await choose(token, "short")).status).toBe(422);
    expect((await choose(token, "another good sentence")).status).toBe(200);
  });

  it("of set-up is refused before its password is checked, also after set-up was closed", async () => {
    const json = { token: "x".repeat(200), name: "Eve", email: "eve@example.com", password: "a" };
    expect((await api.call("POST", "/api/v1/setup", { json })).status).toBe(409);
    await pool.query("update console_user set demo = true");
    const open = await api.call("POST", "/api/v1/setup", { json });
    await pool.query("update console_user set demo = false");
    expect([open.status, open.text.includes("characters")]).toEqual([403, false]);
  });
});

it("shows an untrusted sender of X-Forwarded-For on the people page", async () => {
  const { headers } = await aToken(pool, "admin");
  const shown = async () => JSON.parse((await api.call("GET", "/api/v1/users", { headers })).text).untrustedProxy;
  expect(await shown()).toBeNull();
  Object.assign(env(), { TRUSTED_PROXIES: undefined });
  await api.call("GET", "/api/v1/products", { headers: { "x-forwarded-for": "203.0.113.9" } });
  Object.assign(env(), { TRUSTED_PROXIES: proxies });
  expect(await shown()).toEqual({ address: "127.0.0.1", at: expect.any(String) });
});
