import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { createPorts } from "#server/delivery/handlers/ports-of-process.ts";
import { type RouteTable, routes } from "#server/http/routes.ts";
import { openSetUp } from "#server/identity/accounts/open-set-up.ts";
import { env } from "#server/platform/env/env.ts";
import { aToken, aUser, password } from "#server/testing/access.ts";
import { serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, anOrderCreated, aProduct, deliveriesOf } from "#server/testing/factories.ts";
import { aPipeline, mailHandler } from "#server/testing/pipeline.ts";
import { recordingPorts } from "#server/testing/recording-ports.ts";
import { withdrawPermit } from "#server/testing/restored.ts";

const pool = await testDatabase({ as: "web" });
const pipeline = await aPipeline(pool);
const api = await serveApi();
// As web does at its start: the first sign-in must not spend its time limit on loading.
await import("#server/identity/sessions/auth.ts");
const product = await aProduct(pool);

// Set-up comes first: it is open as long as nobody has an account.
const setUpToken = await openSetUp();
// The first account ends set-up: the admin's token comes after it.
const asAdmin: Record<string, string> = {};
const ifMatch: Record<string, string> = { "if-match": "*" };
let adminId = "";
let adminTokenId = "";
const letAdminIn = async () => {
  const { id, ownerId, headers } = await aToken(pool, "admin");
  adminId = ownerId;
  adminTokenId = id;
  for (const sent of [asAdmin, ifMatch]) Object.assign(sent, headers);
};

type Sent = { path?: string; json?: unknown; headers?: Record<string, string> };
const letter = async (): Promise<string> => (await aDeadLetter(pool, pipeline)).delivery.id;
const order = async (): Promise<string> => {
  const customer = { name: "Ada", email: "ada@example.com" };
  const json = { customer, items: [{ productId: product.id, quantity: 1 }] };
  return JSON.parse((await api.call("POST", "/api/v1/orders", { json })).text).orderId;
};
const signedIn = async (): Promise<Record<string, string>> => {
  const { email } = await aUser(pool, "viewer");
  const { headers } = await api.call("POST", "/api/v1/session", { json: { email, password } });
  return { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
};
const act = async (method: string, path: string, json?: unknown) => {
  const answer = await api.call(method, path, { json, headers: ifMatch });
  expect(answer.status, answer.text).toBeLessThan(300);
};
const mailOf = async (subject: string): Promise<string> => (await deliveriesOf(pool, subject))[0]?.id ?? "";
/** A mail that the server put off. */
const retrying = async (): Promise<string> => {
  const { subject } = await anOrderCreated(pool);
  await pipeline.tick();
  const deferring = recordingPorts(() => {
    throw new RetryableError("smtp_deferred", "Come again later.");
  });
  await pipeline.work(mailHandler, deferring.ports);
  return mailOf(subject);
};
/** A letter at the version that it has now. */
const seen = async (id: string) => {
  const { rows } = await pool.query<{ version: number }>("select version from delivery where id = $1", [id]);
  return { id, version: rows[0]?.version };
};

/** The cause of a letter that just died. */
const cause = async (): Promise<string> => {
  const { rows } = await pool.query<{ cause: string }>("select cause from delivery where id = $1", [await letter()]);
  return rows[0]?.cause ?? "";
};

/** For every route that changes something: a request that succeeds. A new one without an example fails here. */
const examples: Record<string, () => Promise<Sent>> = {
  "POST /api/v1/setup": async () => ({
    json: { token: setUpToken, name: "Ana Reis", email: "ana@example.com", password },
  }),
  "POST /api/v1/deliveries/[id]/retry": async () => ({ path: await retrying() }),
  "POST /api/v1/deliveries/[id]/stop": async () => ({ path: await retrying(), json: { reason: "a test" } }),
  "POST /api/v1/deliveries/[id]/resend": async () => {
    const { subject } = await anOrderCreated(pool);
    await pipeline.tick();
    await pipeline.work();
    return { path: await mailOf(subject), headers: ifMatch, json: { reason: "a test" } };
  },
  "POST /api/v1/dead-letters/[id]/release": async () => ({
    path: await letter(),
    headers: ifMatch,
    json: { reason: "a test" },
  }),
  "POST /api/v1/orders/[id]/cancel": async () => ({ path: await order() }),
  "POST /api/v1/orders/[id]/ship": async () => ({ path: await order() }),
  "POST /api/v1/dead-letters/[id]/replay": async () => ({ path: await letter(), headers: ifMatch }),
  "DELETE /api/v1/dead-letters/[id]/replay": async () => {
    const id = await letter();
    await act("POST", `/api/v1/dead-letters/${id}/replay`);
    return { path: id };
  },
  "POST /api/v1/dead-letters/[id]/discard": async () => ({
    path: await letter(),
    headers: ifMatch,
    json: { reason: "a test" },
  }),
  "POST /api/v1/dead-letters/[id]/restore": async () => {
    const id = await letter();
    await act("POST", `/api/v1/dead-letters/${id}/discard`, { reason: "a test" });
    return { path: id };
  },
  "POST /api/v1/causes/[fingerprint]/mute": async () => ({
    path: await cause(),
    headers: ifMatch,
    json: { deaths: 10 },
  }),
  "POST /api/v1/causes/[fingerprint]/unmute": async () => ({ path: await cause(), headers: ifMatch }),
  "POST /api/v1/causes/[fingerprint]/resolve": async () => ({ path: await cause(), headers: ifMatch }),
  "POST /api/v1/causes/[fingerprint]/reopen": async () => {
    const path = await cause();
    await act("POST", `/api/v1/causes/${path}/resolve`);
    return { path, headers: ifMatch };
  },
  "POST /api/v1/causes/[fingerprint]/assign": async () => ({
    path: await cause(),
    headers: ifMatch,
    json: { ownerId: (await aUser(pool, "operator")).id },
  }),
  "POST /api/v1/causes/[fingerprint]/note": async () => ({
    path: await cause(),
    headers: ifMatch,
    json: { note: "waits for the vendor", link: "https://example.com/INC-142" },
  }),
  "POST /api/v1/causes/[fingerprint]/discard": async () => {
    const id = await letter();
    // One dead letter, one entry. Replays of earlier examples are due after 5 s, and on a slow machine they fail with this one.
    await pool.query("update delivery set state = 'delivered' where state = 'dead' and id <> $1", [id]);
    const { rows } = await pool.query<{ path: string }>("select cause as path from delivery where id = $1", [id]);
    const path = rows[0]?.path ?? "";
    await pool.query("update cause set dead = (fingerprint = $1)::int", [path]);
    return { path, headers: ifMatch, json: { reason: "a test" } };
  },
  "POST /api/v1/causes/[fingerprint]/restore": async () => {
    await pool.query("update delivery set state = 'delivered' where state = 'discarded'");
    const path = await cause();
    await act("POST", `/api/v1/dead-letters/${await letter()}/discard`, { reason: "a test" });
    return { path, headers: ifMatch };
  },
  "POST /api/v1/dead-letters/export": async () => ({}),
  "POST /api/v1/dead-letters/discard": async () => ({
    json: { letters: [await seen(await letter())], reason: "a test" },
  }),
  "POST /api/v1/dead-letters/restore": async () => {
    const id = await letter();
    await act("POST", `/api/v1/dead-letters/${id}/discard`, { reason: "a test" });
    return { json: { letters: [await seen(id)] } };
  },
  "POST /api/v1/dead-letters/[id]/reveal": async () => ({ path: await letter() }),
  "POST /api/v1/dead-letters/[id]/edits": async () => {
    const dead = await aDeadLetter(pool, pipeline);
    const { rows } = await pool.query(
      `update outbox_message set data = data || '{"orderTotal": "1400"}' where id = $1 returning data`,
      [dead.id],
    );
    return { path: dead.delivery.id, headers: ifMatch, json: { payload: { ...rows[0].data, orderTotal: 1400 } } };
  },
  "DELETE /api/v1/inbox": async () => ({}),
  "POST /api/v1/sending/resume": async () => {
    await withdrawPermit(pool);
    return { json: { reason: "a test" } };
  },
  "POST /api/v1/alerts/[id]/acknowledge": async () => {
    const id = randomUUID();
    await pool.query(
      `insert into alert (id, rule, subject, severity, state, message, started_at) values ($1::uuid, 'test', $1::uuid::text, 'warning', 'firing', 'm', now())`,
      [id],
    );
    return { path: id };
  },
  "POST /api/v1/queues/[handler]/pause": async () => ({ path: mailHandler, json: { reason: "a test" } }),
  "POST /api/v1/queues/[handler]/resume": async () => {
    await pool.query("delete from handler_pause");
    await act("POST", `/api/v1/queues/${mailHandler}/pause`, { reason: "a test" });
    return { path: mailHandler, json: { reason: "a test" } };
  },
  "POST /api/v1/queues/[handler]/breaker/hold": async () => {
    await pool.query("delete from handler_breaker");
    return { path: mailHandler, json: { reason: "a test" } };
  },
  "POST /api/v1/queues/[handler]/breaker/let-through": async () => ({ path: mailHandler, json: { reason: "a test" } }),
  "POST /api/v1/queues/[handler]/breaker/probe": async () => {
    await pool.query("delete from handler_breaker");
    await act("POST", `/api/v1/queues/${mailHandler}/breaker/hold`, { reason: "a test" });
    return { path: mailHandler, json: { reason: "a test" } };
  },
  "POST /api/v1/session": async () => ({ json: { email: (await aUser(pool, "viewer")).email, password }, headers: {} }),
  "DELETE /api/v1/session": async () => ({ headers: await signedIn() }),
  "DELETE /api/v1/sessions": async () => ({ headers: await signedIn() }),
  "POST /api/v1/session/demo": async () => {
    Object.assign(env(), { DEMO_MODE: "local" });
    return { json: { role: "viewer" }, headers: {} };
  },
  "POST /api/v1/password": async () => ({
    json: { currentPassword: password, password: "another good sentence" },
    headers: await signedIn(),
  }),
  "POST /api/v1/password/by-link": async () => {
    const { id } = await aUser(pool, "viewer");
    const link = await createPorts(env(), pool).accounts.linkFor(id, "reset");
    return { json: { token: link.split("#")[1], password }, headers: {} };
  },
  "POST /api/v1/users": async () => ({ json: { name: "Leo Kim", email: "leo@example.com", role: "viewer" } }),
  "PATCH /api/v1/users/[id]": async () => ({ path: (await aUser(pool, "viewer")).id, json: { role: "operator" } }),
  "POST /api/v1/users/[id]/reset": async () => ({ path: (await aUser(pool, "viewer")).id }),
  "POST /api/v1/tokens": async () => ({ json: { name: "deploy", role: "viewer" } }),
  "DELETE /api/v1/tokens/[id]": async () => {
    return { path: (await aToken(pool, "viewer")).id };
  },
  "POST /api/v1/tokens/[id]/rotate": async () => {
    const { id } = await aToken(pool, "viewer", { ownerId: adminId });
    await pool.query("update api_token set parent_id = $2 where id = $1", [id, adminTokenId]);
    return { path: id };
  },
};

const table: RouteTable = routes;
const changing = Object.entries(table).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, { definition }]) =>
    typeof definition?.audit === "string" ? [{ route: `${method} ${path}`, action: definition.audit }] : [],
  ),
);

it("knows an example of every route that says it is audited", () => {
  expect(Object.keys(examples).sort()).toEqual(changing.map(({ route }) => route).sort());
});

// In the order of the examples: set-up is the first, and the demo is switched on only for the one that needs it.
it.each(Object.keys(examples))("%s leaves exactly the entry that it declares, under its request id", async (route) => {
  const sent = await examples[route]?.();
  const [method = "", path = ""] = route.split(" ");
  const headers = sent?.headers ?? asAdmin;
  const answer = await api.call(method, path.replace(/\[\w+\]/, sent?.path ?? ""), { json: sent?.json, headers });
  Object.assign(env(), { DEMO_MODE: "off" });
  if (adminId === "") await letAdminIn();
  expect(answer.status, answer.text).toBeLessThan(300);
  const { rows } = await pool.query("select action from audit_entry where request_id = $1", [
    answer.headers["x-request-id"],
  ]);
  expect(rows).toEqual([{ action: changing.find((one) => one.route === route)?.action }]);
});
