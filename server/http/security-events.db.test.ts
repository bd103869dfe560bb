import { afterAll, beforeAll, expect, it } from "vitest";
import type { Role } from "#server/contracts/identity/access.ts";
import { routes } from "#server/http/app.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { aToken, aUser, password } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter } from "#server/testing/factories.ts";
import { collectLogLines } from "#server/testing/log-lines.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { aSession } from "#server/testing/session.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
afterAll(pipeline.stop);
const api = await serveApi();
await import("#server/identity/sessions/auth.ts");
const lines = collectLogLines();
const letter = { id: "" };
beforeAll(async () => {
  letter.id = (await aDeadLetter(pool, pipeline)).delivery.id;
});

async function tokenOf(role: Role) {
  const { id, headers } = await aToken(pool, role);
  return { id, token: headers.authorization.replace("Bearer ", ""), headers };
}
const securityLines = (requestId: string | undefined) =>
  lines.filter(({ event, requestId: of }) => String(event).startsWith("security.") && of === requestId);
const auditOf = async (actorId: string) =>
  (await pool.query("select action, target_id as target from audit_entry where actor_id = $1 order by seq", [actorId]))
    .rows;

type Sent = { method: string; path: string; json?: unknown };
const table: { what: string; role: Role; sent: () => Sent; event: string; route: string; audit: string }[] = [
  {
    ...{ what: "a reveal", role: "operator", event: "security.reveal", audit: "dead-letter.reveal" },
    sent: () => ({ method: "POST", path: `/api/v1/dead-letters/${letter.id}/reveal` }),
    route: "POST /api/v1/dead-letters/{id}/reveal",
  },
  {
    ...{ what: "an export", role: "operator", event: "security.export", audit: "dead-letter.export" },
    sent: () => ({ method: "POST", path: "/api/v1/dead-letters/export" }),
    route: "POST /api/v1/dead-letters/export",
  },
  {
    ...{ what: "an export by a viewer", role: "viewer", event: "security.refused", audit: "access.refused" },
    sent: () => ({ method: "POST", path: "/api/v1/dead-letters/export" }),
    route: "POST /api/v1/dead-letters/export",
  },
  {
    ...{ what: "a reveal by a viewer", role: "viewer", event: "security.refused", audit: "access.refused" },
    sent: () => ({ method: "POST", path: `/api/v1/dead-letters/${letter.id}/reveal` }),
    route: "POST /api/v1/dead-letters/{id}/reveal",
  },
  {
    ...{ what: "a refusal inside a route", role: "viewer", event: "security.refused", audit: "access.refused" },
    sent: () => ({ method: "GET", path: "/api/v1/messages?address=ada@example.com" }),
    route: "GET /api/v1/messages",
  },
];

it.each(table)("$what by a $role is $event, and $audit in the audit", async ({ role, sent, event, route, audit }) => {
  const { id, token, headers } = await tokenOf(role);
  const { method, path, json } = sent();
  const answer = await api.call(method, path, { headers, json });
  expect(answer.status).toBe(event === "security.refused" ? 403 : 200);
  const found = securityLines(answer.headers["x-request-id"]);
  expect(found).toMatchObject([{ event, route, client: "127.0.0.1", actor: { kind: "token", id, role } }]);
  expect(JSON.stringify(found)).not.toMatch(new RegExp(`${token}|a machine|@`));
  const [first, ...others] = await auditOf(id);
  expect([first?.action, ...others]).toEqual([audit]);
  if (audit === "access.refused") expect(first?.target).toBe(route);
});

it("a search by a whole address is security.personal-search, without the address", async () => {
  const { id, headers } = await tokenOf("operator");
  const { headers: answered } = await api.call("GET", "/api/v1/dead-letters?q=ada@example.com", { headers });
  const found = securityLines(answered["x-request-id"]);
  expect(found).toMatchObject([{ event: "security.personal-search", about: "dead-letters", actor: { id } }]);
  expect(JSON.stringify(found)).not.toMatch(/ada/);
});

it("a refused action of one actor and route is in the audit once an hour, and 20 routes at most", async () => {
  const { id, headers } = await tokenOf("viewer");
  const refused = (n: number) => api.call("POST", `/api/v1/queues/h${n}/pause`, { headers, json: { reason: "x" } });
  await Promise.all(Array.from({ length: 40 }, (_, n) => refused(n)));
  expect(await auditOf(id)).toEqual([{ action: "access.refused", target: "POST /api/v1/queues/{handler}/pause" }]);
  for (const { method, path } of routes) await api.call(method, path.replace(/\{\w+\}/, letter.id), { headers });
  const entries = await auditOf(id);
  expect(entries.filter(({ action }) => action === "access.refused")).toHaveLength(20);
});

it("a failed sign-in names a hash of the account and the client, and no address", async () => {
  const { email } = await aUser(pool, "viewer");
  for (const [address, given] of [
    [email, "a wrong password"],
    ["nobody@example.com", password],
  ]) {
    const answer = await api.call("POST", "/api/v1/session", { json: { email: address, password: given } });
    expect(answer.status).toBe(401);
    const found = securityLines(answer.headers["x-request-id"]);
    expect(found).toMatchObject([
      { event: "security.sign-in-failed", account: hashToken(address ?? "").slice(0, 32), client: "127.0.0.1" },
    ]);
    expect(JSON.stringify(found)).not.toContain(String(address).split("@")[0]);
  }
});

it("logs security.credentials-refused for an unknown token or session, and no event without credentials", async () => {
  const { cookie } = await aSession(pool, "viewer");
  const wrong: Record<string, string>[] = [{ authorization: "Bearer rdl_wrong" }, { cookie: `${cookie}x` }];
  for (const headers of wrong) {
    const answer = await api.call("GET", "/api/v1/audit", { headers });
    expect(answer.status).toBe(401);
    expect(securityLines(answer.headers["x-request-id"])).toMatchObject([
      { event: "security.credentials-refused", route: "GET /api/v1/audit", actor: null },
    ]);
  }
  const anonymous = await api.call("GET", "/api/v1/audit");
  expect(anonymous.status).toBe(401);
  expect(securityLines(anonymous.headers["x-request-id"])).toEqual([]);
});

it("logs security.limited for too many attempts", async () => {
  const json = { email: "limited@example.com", password: "wrong" };
  const answers = [];
  for (let n = 0; n < 6; n += 1) answers.push(await api.call("POST", "/api/v1/session", { json }));
  const last = answers.at(-1);
  expect(last?.status).toBe(429);
  expect(securityLines(last?.headers["x-request-id"])).toMatchObject([
    { event: "security.limited", route: "POST /api/v1/session" },
  ]);
});
