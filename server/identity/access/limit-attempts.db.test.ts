import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { aToken, aUser, password } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
// As web does at its start: the first sign-in must not spend its time limit on loading.
await import("#server/identity/sessions/auth.ts");
afterAll(pipeline.stop);

// Created after the first test, which needs an open set-up: the token's owner closes it.
let machine: ReturnType<typeof aToken> | undefined;
const asAdmin = async () => {
  machine ??= aToken(pool, "admin");
  return (await machine).headers;
};
const statuses = async (times: number, call: (index: number) => Promise<{ status: number }>) => {
  const answers = [];
  for (let index = 0; index < times; index++) answers.push((await call(index)).status);
  return answers;
};
/** Sets the count of recent attempts. */
const alreadyTried = (like: string, count: number) =>
  pool.query("update sign_in_tries set count = $2 where key like $1", [like, count]);

it("allows ten attempts with invalid links in 15 minutes from one address, also for set-up", async () => {
  const json = { token: "guess", password: "x7!kPw2#mQ9z" };
  const admin = { ...json, name: "Eve", email: "eve@example.com" };
  expect(await statuses(1, () => api.call("POST", "/api/v1/password/by-link", { json }))).toEqual([403]);
  await alreadyTried("link %", 8);
  expect(await statuses(2, () => api.call("POST", "/api/v1/setup", { json: admin }))).toEqual([403, 403]);
  const refused = await api.call("POST", "/api/v1/password/by-link", { json });
  expect([refused.status, JSON.parse(refused.text).type]).toEqual([429, "/problems/too-many-tries"]);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(800);
  expect((await api.call("POST", "/api/v1/setup", { json: admin })).status).toBe(429);
});

it("mails an account five links an hour in total, and does not limit another account by them", async () => {
  const [leo, maya] = [await aUser(pool, "viewer"), await aUser(pool, "viewer")];
  const headers = await asAdmin();
  const reset = (id: string) => api.call("POST", `/api/v1/users/${id}/reset`, { headers });
  expect(await statuses(6, () => reset(leo.id))).toEqual([200, 200, 200, 200, 200, 429]);
  expect((await reset(maya.id)).status).toBe(200);
});

it.each([
  [
    "invitations",
    "invite %",
    60,
    "/api/v1/users",
    () => ({ name: "Leo", email: `${randomUUID()}@example.com`, role: "viewer" }),
  ],
  ["tokens", "token %", 20, "/api/v1/tokens", () => ({ name: "deploy", role: "viewer" })],
] as const)("limits the %s of one account per hour", async (_, key, most, path, json) => {
  const headers = await asAdmin();
  const make = () => api.call("POST", path, { headers, json: json() });
  expect(await statuses(1, make)).toEqual([201]);
  await alreadyTried(key, most - 1);
  expect(await statuses(2, make)).toEqual([201, 429]);
});

it("limits reveals, so that they cannot be used to read all customers", async () => {
  const { delivery } = await aDeadLetter(pool, pipeline);
  const headers = await asAdmin();
  const reveal = () => api.call("POST", `/api/v1/dead-letters/${delivery.id}/reveal`, { headers });
  expect((await reveal()).status).toBe(200);
  await alreadyTried("reveal %", 59);
  expect(await statuses(2, reveal)).toEqual([200, 429]);
});

it("refuses a leaked password wherever a password is chosen", async () => {
  await pool.query("delete from sign_in_tries");
  const { email } = await aUser(pool, "viewer");
  const signedIn = await api.call("POST", "/api/v1/session", { json: { email, password } });
  const cookie = String(signedIn.headers["set-cookie"]).split(";")[0] ?? "";
  const json = { currentPassword: password, password: "1qaz2wsx3edc" };
  const { status, text } = await api.call("POST", "/api/v1/password", { headers: { cookie }, json });
  expect(status).toBe(422);
  expect(JSON.parse(text).errors).toEqual([{ pointer: "/password", detail: "is a common password" }]);
});
