import { randomUUID } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import { routes } from "#server/http/app.ts";
import type { ExampleFixture } from "#server/http/route/route-example.ts";
import { openSetUp } from "#server/identity/accounts/open-set-up.ts";
import { identityPorts } from "#server/identity/handlers/ports.ts";
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

// Set-up comes first: it is open until the first account exists.
const setUpToken = await openSetUp();
// The first account ends set-up: the admin's token comes after it.
const asAdmin: Record<string, string> = {};
let adminId = "";
let adminTokenId = "";
const letAdminIn = async () => {
  const { id, ownerId, headers } = await aToken(pool, "admin");
  adminId = ownerId;
  adminTokenId = id;
  Object.assign(asAdmin, headers);
};

/** The parameter of the path, and what an example sends beyond its own words. */
type Sent = { path?: string; json?: object; headers?: Record<string, string> };
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
  const answer = await api.call(method, path, { json, headers: { ...asAdmin, "if-match": "*" } });
  expect(answer.status, answer.text).toBeLessThan(300);
  return JSON.parse(answer.text || "null");
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

/** The cause of a new dead letter. */
const cause = async (): Promise<string> => {
  const { rows } = await pool.query<{ cause: string }>("select cause from delivery where id = $1", [await letter()]);
  return rows[0]?.cause ?? "";
};

const discarded = async (): Promise<string> => {
  const id = await letter();
  await act("POST", `/api/v1/dead-letters/${id}/discard`, { reason: "a test" });
  return id;
};

/** A draft of a bulk replay of one dead letter. */
const replayOf = async (id: string): Promise<string> =>
  (await act("POST", "/api/v1/replays", { select: { letters: [await seen(id)] }, reason: "a test" })).id;
const running = async (): Promise<string> => {
  const id = await replayOf(await letter());
  await act("POST", `/api/v1/replays/${id}/start`);
  return id;
};

/** The fixtures of an example. */
const fixtures: Record<ExampleFixture, () => Promise<Sent>> = {
  "no-set-up": async () => ({ json: { token: setUpToken, password } }),
  "retrying-delivery": async () => ({ path: await retrying() }),
  delivered: async () => {
    const { subject } = await anOrderCreated(pool);
    await pipeline.tick();
    await pipeline.work();
    return { path: await mailOf(subject) };
  },
  order: async () => ({ path: await order() }),
  "dead-letter": async () => ({ path: await letter() }),
  "dead-letter-replayed": async () => {
    const id = await letter();
    await act("POST", `/api/v1/dead-letters/${id}/replay`);
    return { path: id };
  },
  "dead-letter-discarded": async () => ({ path: await discarded() }),
  "dead-letter-selected": async () => ({ json: { letters: [await seen(await letter())] } }),
  "dead-letter-selected-discarded": async () => ({ json: { letters: [await seen(await discarded())] } }),
  "dead-letter-of-replay": async () => ({ json: { select: { letters: [await seen(await letter())] } } }),
  recipe: async () => {
    const id = randomUUID();
    await pool.query(
      `insert into replay_recipe (id, cause, change, change_key, worked, tried, enabled)
       values ($1, $2, '{"suggestion": "schema"}', repeat('0', 64), 1, 1, true)`,
      [id, await cause()],
    );
    return { path: id };
  },
  replay: async () => ({ path: await replayOf(await letter()) }),
  "replay-running": async () => ({ path: await running() }),
  "replay-paused": async () => {
    const path = await running();
    await act("POST", `/api/v1/replays/${path}/pause`);
    return { path };
  },
  "replay-awaiting-approval": async () => {
    const path = await replayOf(await letter());
    await pool.query(
      `update replay_batch set state = 'awaiting_approval', created_by_id = 'another', created_by_account = 'another',
              actor = actor || '{"id": "another", "ownerId": null}' where id = $1`,
      [path],
    );
    return { path };
  },
  "replay-failed": async () => {
    const path = await replayOf(await letter());
    await pool.query("update replay_item set outcome = 'failedAgain', new_id = $2 where batch_id = $1", [
      path,
      await letter(),
    ]);
    return { path };
  },
  "replay-of-sent": async () => {
    const id = await letter();
    await pool.query("update delivery set ambiguous_since = now() where id = $1", [id]);
    return { path: await replayOf(id), json: { number: 1 } };
  },
  "dead-letter-edited": async () => {
    const dead = await aDeadLetter(pool, pipeline);
    const { rows } = await pool.query(
      `update outbox_message set data = data || '{"orderTotal": "1400"}' where id = $1 returning data`,
      [dead.id],
    );
    return { path: dead.delivery.id, json: { payload: { ...rows[0].data, orderTotal: 1400 } } };
  },
  cause: async () => ({ path: await cause() }),
  "cause-resolved": async () => {
    const path = await cause();
    await act("POST", `/api/v1/causes/${path}/resolve`);
    return { path };
  },
  "cause-discarded": async () => {
    await pool.query("update delivery set state = 'delivered' where state = 'discarded'");
    const path = await cause();
    await discarded();
    return { path };
  },
  "operator-to-assign": async () => ({
    path: await cause(),
    json: { ownerId: (await aUser(pool, "operator")).id },
  }),
  "single-cause": async () => {
    const id = await letter();
    // One dead letter, one entry. Replays of earlier examples are due after 5 s, and on a slow machine they fail with this one.
    await pool.query("update delivery set state = 'delivered' where state = 'dead' and id <> $1", [id]);
    const { rows } = await pool.query<{ path: string }>("select cause as path from delivery where id = $1", [id]);
    const path = rows[0]?.path ?? "";
    await pool.query("update cause set dead = (fingerprint = $1)::int", [path]);
    return { path };
  },
  "sending-stopped": async () => {
    await withdrawPermit(pool);
    return {};
  },
  "firing-alert": async () => {
    const id = randomUUID();
    await pool.query(
      `insert into alert (id, rule, subject, severity, state, message, started_at) values ($1::uuid, 'test', $1::uuid::text, 'warning', 'firing', 'm', now())`,
      [id],
    );
    return { path: id };
  },
  handler: async () => ({ path: mailHandler }),
  "handler-paused": async () => {
    await act("POST", `/api/v1/queues/${mailHandler}/pause`, { reason: "a test" });
    return { path: mailHandler };
  },
  "breaker-held": async () => {
    await act("POST", `/api/v1/queues/${mailHandler}/breaker/hold`, { reason: "a test" });
    return { path: mailHandler };
  },
  "user-credentials": async () => ({ json: { email: (await aUser(pool, "viewer")).email, password }, headers: {} }),
  "own-session": async () => ({ headers: await signedIn() }),
  "own-password": async () => ({ json: { currentPassword: password }, headers: await signedIn() }),
  demo: async () => {
    Object.assign(env(), { DEMO_MODE: "local" });
    return { headers: {} };
  },
  "reset-link": async () => {
    const { id } = await aUser(pool, "viewer");
    const link = await identityPorts({ env: env(), queryable: pool }).accounts.linkFor(id, "reset");
    return { json: { token: link.split("#")[1], password }, headers: {} };
  },
  user: async () => ({ path: (await aUser(pool, "viewer")).id }),
  token: async () => ({ path: (await aToken(pool, "viewer")).id }),
  "admin-token": async () => {
    const { id } = await aToken(pool, "viewer", { ownerId: adminId });
    await pool.query("update api_token set parent_id = $2 where id = $1", [id, adminTokenId]);
    return { path: id };
  },
};

// Set-up is open only before the first account, so its example is sent first.
const audited = routes
  .filter(({ audit }) => typeof audit === "string")
  .toSorted((one, other) => Number(other.audit === "user.set-up") - Number(one.audit === "user.set-up"))
  .map(({ method, path, audit, example }) => ({ route: `${method} ${path}`, method, path, audit, example }));

// A pause of one example must not stop the deliveries of the next.
beforeEach(async () => {
  await pool.query("delete from handler_pause");
  await pool.query("delete from handler_breaker");
});

it("has an example of every route that is audited", () => {
  expect(audited.filter(({ example }) => example === undefined).map(({ route }) => route)).toEqual([]);
});

it.each(audited)("$route leaves exactly the audit entry that it declares, under its request id", async (one) => {
  const { given, body, ifMatch = false } = one.example ?? {};
  const { path = "", json, headers } = given ? await fixtures[given]() : {};
  const answer = await api.call(one.method, one.path.replace(/\{\w+\}/, path), {
    json: body === undefined && json === undefined ? undefined : { ...body, ...json },
    headers: { ...(headers ?? asAdmin), ...(ifMatch ? { "if-match": "*" } : {}) },
  });
  Object.assign(env(), { DEMO_MODE: "off" });
  if (adminId === "") await letAdminIn();
  expect(answer.status, answer.text).toBeLessThan(300);
  const { rows } = await pool.query("select action from audit_entry where request_id = $1", [
    answer.headers["x-request-id"],
  ]);
  expect(rows).toEqual([{ action: one.audit }]);
});
