import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findPages } from "#bench/attacks/fuzz/find-pages.ts";
import { faultKinds } from "#bench/attacks/fuzz/judge-answer.ts";
import { readSecrets } from "#bench/attacks/fuzz/read-secrets.ts";
import { runFuzz } from "#bench/attacks/fuzz/run-fuzz.ts";
import type { Role } from "#server/contracts/identity/access.ts";
import { aToken } from "#server/testing/access.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, aProduct } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";
import { aSession } from "#server/testing/session.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
await import("#server/identity/sessions/auth.ts");
afterAll(pipeline.stop);

const canaries = ["zebedee.quagmire", "florence.roundabout"];
const addresses = canaries.map((local) => `${local}@canary.example`);
const ids: string[] = [];
beforeAll(async () => {
  const product = await aProduct(pool);
  ids.push(product.id, randomUUID(), "order-notifications");
  for (const email of addresses) {
    const letter = await aDeadLetter(pool, pipeline, { email });
    ids.push(letter.delivery.id, letter.orderId, letter.id);
    const json = { customer: { name: "Zebedee", email }, items: [{ productId: product.id, quantity: 1 }] };
    ids.push(JSON.parse((await api.call("POST", "/api/v1/orders", { json })).text).orderId);
  }
  const { rows } = await pool.query<{ cause: string }>("select distinct cause from delivery where cause is not null");
  ids.push(...rows.map(({ cause }) => cause));
});

async function revokedToken(): Promise<Record<string, string>> {
  const { id, headers } = await aToken(pool, "admin");
  await pool.query("update api_token set revoked_at = now() where id = $1", [id]);
  return headers;
}
const cookieOf = async (role: Role) => ({ cookie: (await aSession(pool, role)).cookie });

it("1,000 generated requests by six identities get no 5xx, no undeclared status, no hang, no secret and no customer address", {
  timeout: 120_000,
}, async () => {
  const seed = 20_261_130;
  const identities = {
    anonymous: {},
    viewer: await cookieOf("viewer"),
    operator: await cookieOf("operator"),
    admin: await cookieOf("admin"),
    token: asOperator,
    revoked: await revokedToken(),
  };
  const secrets = await readSecrets(pool);
  expect(secrets.length).toBeGreaterThan(3);
  const { faults, statuses, sent } = await runFuzz({
    ...{
      origin: `http://127.0.0.1:${api.port}`,
      seed,
      requests: 1_000,
      pages: findPages(),
      identities,
      ids,
      addresses,
    },
    known: { secrets, canaries },
  });
  for (const kind of faultKinds) {
    const found = faults.filter((fault) => fault.kind === kind).map(({ what }) => what);
    expect(found, `${kind}, seed ${seed}`).toEqual([]);
  }
  expect(sent).toBe(1_000);
  // The requests pass authorisation and parsing: each has a response.
  for (const status of [200, 401, 403, 404, 422]) expect(statuses[status], String(status)).toBeGreaterThan(20);
  const me = await api.call("GET", "/api/v1/me", { headers: identities.admin });
  expect(me.status, "the identities outlive the requests").toBe(200);
});
