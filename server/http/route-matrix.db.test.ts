import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { scopeNames } from "#server/contracts/identity/access.ts";
import { routes } from "#server/http/app.ts";
import { sessionCookieName } from "#server/identity/sessions/session-cookie.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";
import { aToken, aUser } from "#server/testing/access.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { allowedOf, who } from "#server/testing/route-matrix.ts";

const pool = await testDatabase({ as: "web" });
const api = await serveApi();
const declared = routes.map(({ method, path }) => `${method} ${path}`);

/** The credentials of each caller. A session for each role; `token` is the environment's API_TOKEN, which acts as operator. */
const credentials: Record<(typeof who)[number], Record<string, string>> = {
  anonymous: {},
  viewer: {},
  operator: {},
  admin: {},
  token: asOperator,
};

/** One live session of a role. Some requests of the matrix end the session that they come with. */
async function sessionOf(role: "viewer" | "operator" | "admin"): Promise<Record<string, string>> {
  const { id } = await aUser(pool, role, { invited: true });
  const token = newApiToken();
  await pool.query(
    "insert into console_session (id, user_id, token, expires_at) values ($1, $2, $3, now() + interval '1 hour')",
    [randomUUID(), id, hashToken(token)],
  );
  return { cookie: `${sessionCookieName()}=${token}` };
}

beforeAll(async () => {
  for (const role of ["viewer", "operator", "admin"] as const) credentials[role] = await sessionOf(role);
});

/** Everything that a request could have changed. */
async function contents(): Promise<unknown> {
  const { rows } = await pool.query(
    `select (select count(*) from audit_entry where action <> 'access.refused') as audit, (select count(*) from outbox_message) as messages,
            (select count(*) from customer_order) as orders, (select count(*) from console_user) as users,
            (select count(*) from api_token) as tokens,
            (select count(*) from console_session where expires_at > now()) as sessions`,
  );
  return rows[0];
}

const cases = routes.flatMap(({ method, path, callers }) =>
  who.map((one) => ({
    route: `${method} ${path}`,
    one,
    refused: allowedOf[callers].includes(one) ? null : one === "anonymous" ? 401 : 403,
  })),
);

describe("each route for each of them", () => {
  it.each(cases.filter(({ refused }) => refused !== null))(
    "$route refuses $one with $refused, and changes nothing",
    async ({ route, one, refused }) => {
      const [method = "", path = ""] = route.split(" ");
      const before = await contents();
      const answer = await api.call(method, path.replace(/\{\w+\}/, randomUUID()), { headers: credentials[one] });
      expect(answer.status, answer.text).toBe(refused);
      expect(answer.text).not.toMatch(/example\.com/);
      expect(await contents()).toEqual(before);
    },
  );

  it.each(cases.filter(({ refused }) => refused === null))(
    "$route lets $one through to its own answer",
    async ({ route, one }) => {
      const [method = "", path = ""] = route.split(" ");
      const fresh = one === "viewer" || one === "operator" || one === "admin" ? await sessionOf(one) : credentials[one];
      const answer = await api.call(method, path.replace(/\{\w+\}/, randomUUID()), { headers: fresh });
      // The ID does not exist and there is no body: the test checks only which callers pass authorisation.
      expect([401, 403, 500, 503], answer.text).not.toContain(answer.status);
    },
  );

  it.each(["POST", "DELETE", "PATCH", "PUT"])(
    "%s in a session's name is refused from another site's page",
    async (method) => {
      for (const route of declared.filter((one) => one.startsWith(method))) {
        const path = (route.split(" ")[1] ?? "").replace(/\{\w+\}/, randomUUID());
        const headers = { ...(await sessionOf("admin")), "sec-fetch-site": "same-site", origin: "http://localhost:1" };
        const { status } = await api.call(method, path, { headers });
        const open = path === "/api/v1/orders";
        // The store has no session that another page could use.
        if (!open) expect(status, route).toBe(403);
      }
    },
  );
});

/** Every route that asks for an action, and the action that it declares. `account.own` is for sessions only. */
const declaredScopes = routes.flatMap(({ method, path, auth }) => {
  const scope = scopeNames.find((name) => name === auth);
  return scope ? [{ route: `${method} ${path}`, scope }] : [];
});

// A customer cancels by the order's own secret, so the route is declared public and asks for the action itself.
const scoped = [...declaredScopes, { route: "POST /api/v1/orders/{id}/cancel", scope: "orders.cancel" as const }];

describe("each route for a token with scopes", () => {
  it("covers the action of every route that a token may call", () => {
    const nameOf = ({ method, path }: (typeof routes)[number]) => `${method} ${path}`;
    const closed = routes.filter(({ callers }) => callers !== "anyone").map(nameOf);
    const forPeople = routes.filter(({ auth }) => auth === "account.own").map(nameOf);
    expect([...scoped.map(({ route }) => route), ...forPeople].sort()).toEqual(closed.sort());
  });

  it.each(scoped)(
    "$route refuses an admin's token without $scope with 403, and changes nothing",
    async ({ route, scope }) => {
      const [method = "", path = ""] = route.split(" ");
      const { headers } = await aToken(pool, "admin", { scopes: scopeNames.filter((name) => name !== scope) });
      const before = await contents();
      const answer = await api.call(method, path.replace(/\{\w+\}/, randomUUID()), { headers });
      expect(answer.status, answer.text).toBe(403);
      expect(await contents()).toEqual(before);
    },
  );

  it.each(scoped)(
    "$route lets an admin's token with $scope alone through to its own answer",
    async ({ route, scope }) => {
      const [method = "", path = ""] = route.split(" ");
      const { headers } = await aToken(pool, "admin", { scopes: [scope] });
      const answer = await api.call(method, path.replace(/\{\w+\}/, randomUUID()), { headers });
      expect([401, 403, 500, 503], answer.text).not.toContain(answer.status);
    },
  );
});

describe("each route that changes something", () => {
  it("says what it leaves in the audit, or why it leaves nothing", () => {
    for (const { method, path, audit } of routes) {
      if (method === "GET") expect(audit, `${method} ${path}`).toBeUndefined();
      else expect(audit, `${method} ${path}`).toBeDefined();
    }
  });
});
