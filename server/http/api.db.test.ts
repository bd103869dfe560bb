import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { orderDto } from "#server/contracts/shop/order.ts";
import { deadLetterDto, deadLetterListDto, replayAcceptedDto } from "#server/contracts/triage/dead-letter.ts";
import { aToken } from "#server/testing/access.ts";
import { asOperator, serveApi } from "#server/testing/api-client.ts";
import { testDatabase } from "#server/testing/database.ts";
import { aDeadLetter, aProduct } from "#server/testing/factories.ts";
import { aPipeline } from "#server/testing/pipeline.ts";

const pool = await testDatabase();
const pipeline = await aPipeline(pool);
const api = await serveApi();
const ask: typeof api.call = (method, path, options = {}) =>
  api.call(method, path, { ...options, headers: { ...asOperator, ...options.headers } });
const product = await aProduct(pool);
const order = { customer: { name: "Ada", email: "ada@example.com" }, items: [{ productId: product.id, quantity: 1 }] };
const typeOf = ({ text }: { text: string }) => JSON.parse(text).type;

describe("orders over HTTP", () => {
  it("are placed with 201 and a Location that shows them", async () => {
    const placed = await ask("POST", "/api/v1/orders", { json: order });
    expect(placed.status).toBe(201);
    const { orderId } = JSON.parse(placed.text);
    expect(placed.headers.location).toBe(`/api/v1/orders/${orderId}`);
    const shown = await ask("GET", placed.headers.location ?? "");
    expect(orderDto.parse(JSON.parse(shown.text))).toMatchObject({ id: orderId, status: "placed" });
  });

  it("say when an answer is a repeated one", async () => {
    const send = (key: string) => ask("POST", "/api/v1/orders", { json: order, headers: { "idempotency-key": key } });
    const first = await send('"over-http"');
    const again = await send("over-http");
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(201);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    expect(again.headers["idempotency-replayed"]).toBe("true");
  });

  it("are cancelled with their own secret, and shipped by operators only", async () => {
    const place = async () => JSON.parse((await ask("POST", "/api/v1/orders", { json: order })).text);
    const [{ orderId: one, cancelToken }, { orderId: two }] = [await place(), await place()];
    const cancelled = await api.call("POST", `/api/v1/orders/${one}/cancel`, { json: { cancelToken } });
    expect(JSON.parse(cancelled.text)).toMatchObject({ success: true, orderId: one, status: "cancelled" });
    expect((await api.call("POST", `/api/v1/orders/${two}/ship`)).status).toBe(401);
    expect((await ask("POST", `/api/v1/orders/${two}/ship`)).status).toBe(200);
    expect((await ask("POST", `/api/v1/orders/${two}/ship`)).status).toBe(409);
    expect((await ask("POST", `/api/v1/orders/${two}/cancel`, { json: { force: true } })).status).toBe(422);
  });

  it.each(["7", "..", "%00", "'", randomUUID(), "0".repeat(4_000)])("are not found under %s", async (id) => {
    expect((await ask("GET", `/api/v1/orders/${id}`)).status).toBe(404);
    expect((await ask("POST", `/api/v1/orders/${id}/cancel`)).status).toBe(404);
  });
});

describe("what the database would refuse", () => {
  it.each([
    ["GET", "/api/v1/messages?since=0000-01-01T00:00:00Z", 422],
    ["GET", "/api/v1/messages?until=2026-11-22T03:07:00%2B23:59", 422],
    ["GET", "/api/v1/dead-letters?since=0000-01-01T00:00:00Z", 422],
    ["GET", "/api/v1/history?handler=%00", 422],
    ["POST", "/api/v1/queues/%00/resume", 404],
  ] as const)("%s %s is refused before it is asked", async (method, path, status) => {
    const answer = await ask(method, path, method === "POST" ? { json: { reason: "a test" } } : {});
    expect(answer.status, answer.text).toBe(status);
  });
});

describe("dead letters over HTTP", () => {
  it("are listed page by page", async () => {
    const made = [
      await aDeadLetter(pool, pipeline),
      await aDeadLetter(pool, pipeline),
      await aDeadLetter(pool, pipeline),
    ];
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const path = `/api/v1/dead-letters?limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = deadLetterListDto.parse(JSON.parse((await ask("GET", path)).text));
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made.map(({ delivery }) => delivery.id)));
  });

  it.each([
    "limit=0",
    "limit=101",
    "limit=1e1",
    "limit=",
    "limit=-1",
    "limit=1&limit=2",
    "cursor=x",
    "cursor=%00",
    "page=2",
    "__proto__=1",
  ])("refuse ?%s", async (query) => {
    const answer = await ask("GET", `/api/v1/dead-letters?${query}`);
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.text).errors[0].pointer).toMatch(/^\/(limit|cursor|page|__proto__)$/);
  });

  it("are replayed by the version that was read: 428 without, 412 with another, 202 with it, 409 after", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    const path = `/api/v1/dead-letters/${delivery.id}`;
    const shown = await ask("GET", path);
    expect(deadLetterDto.parse(JSON.parse(shown.text)).version).toBe(delivery.version);
    const etag = shown.headers.etag ?? "";
    expect(etag).toBe(`"${delivery.version}"`);
    const replay = (ifMatch?: string) =>
      ask("POST", `${path}/replay`, ifMatch === undefined ? {} : { headers: { "if-match": ifMatch } });

    expect(typeOf(await replay())).toBe("/problems/precondition-required");
    expect(typeOf(await replay(`W/${etag}`))).toBe("/problems/precondition-failed");
    expect(typeOf(await replay(`"${delivery.version + 1}"`))).toBe("/problems/precondition-failed");
    const accepted = await replay(etag);
    expect(accepted.status, accepted.text).toBe(202);
    const { delivery: born } = replayAcceptedDto.parse(JSON.parse(accepted.text));
    expect(accepted.headers.location).toBe(`/api/v1/dead-letters/${born.id}`);
    const late = await replay("*");
    expect(late.status).toBe(409);
    expect(JSON.parse(late.text)).toMatchObject({ status: 409, state: "replayed", winner: { id: born.id } });

    const undone = await ask("DELETE", `${path}/replay`);
    expect(deliveryDto.parse(JSON.parse(undone.text)).state).toBe("dead");
    expect((await replay("*")).status).toBe(202);
  });

  it("are discarded with a reason and restored", async () => {
    const { delivery } = await aDeadLetter(pool, pipeline);
    const path = `/api/v1/dead-letters/${delivery.id}`;
    const headers = { "if-match": "*" };
    expect((await ask("POST", `${path}/discard`, { json: {}, headers })).status).toBe(422);
    expect((await ask("POST", `${path}/discard`, { json: { reason: "a test" } })).status).toBe(428);
    expect((await ask("POST", `${path}/discard`, { json: { reason: "a test" }, headers })).status).toBe(200);
    expect((await ask("POST", `${path}/restore`)).status).toBe(200);
    const { rows } = await pool.query(
      "select action, actor_name as actor, reason, request_id from audit_entry where target_id = $1 order by seq",
      [delivery.id],
    );
    expect(rows).toMatchObject([
      {
        action: "dead-letter.discard",
        actor: "API_TOKEN",
        reason: "a test",
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      { action: "dead-letter.restore", actor: "API_TOKEN" },
    ]);
  });
});

describe("the operator's routes", () => {
  it.each([
    ["GET", "/api/v1/pipeline"],
    ["GET", "/api/v1/dead-letters"],
    ["GET", `/api/v1/dead-letters/${randomUUID()}`],
    ["POST", `/api/v1/dead-letters/${randomUUID()}/replay`],
    ["DELETE", `/api/v1/dead-letters/${randomUUID()}/replay`],
    ["POST", `/api/v1/dead-letters/${randomUUID()}/discard`],
    ["POST", `/api/v1/dead-letters/${randomUUID()}/restore`],
    ["GET", "/api/v1/inbox"],
    ["DELETE", "/api/v1/inbox"],
    ["GET", `/api/v1/inbox/${randomUUID()}`],
    ["GET", "/api/v1/webhooks"],
  ])("%s %s tells a stranger nothing", async (method, path) => {
    expect((await api.call(method, path)).status).toBe(401);
    expect((await ask(method, path, { headers: { authorization: "Bearer nonsense" } })).status).toBe(401);
  });

  it("show the pipeline to an operator, and the inbox to admins alone", async () => {
    expect(pipelineDto.parse(JSON.parse((await ask("GET", "/api/v1/pipeline")).text)).handlers.length).toBeGreaterThan(
      0,
    );
    expect((await ask("GET", "/api/v1/inbox")).status).toBe(403);
    const { headers } = await aToken(pool, "admin");
    const admin = (method: string, path: string) => api.call(method, path, { headers });
    expect(JSON.parse((await admin("GET", "/api/v1/inbox")).text)).toEqual({ items: [], nextCursor: null });
    expect((await admin("GET", "/api/v1/inbox?recipient=%00")).status).toBe(422);
    expect((await admin("GET", `/api/v1/inbox/${randomUUID()}`)).status).toBe(404);
    expect(JSON.parse((await admin("DELETE", "/api/v1/inbox")).text)).toEqual({ mails: 0, webhooks: 0 });
    expect(JSON.parse((await admin("GET", "/api/v1/webhooks")).text)).toEqual({ items: [] });
  });
});

describe("products over HTTP", () => {
  it("are what can be ordered", async () => {
    const answer = await ask("GET", "/api/v1/products");
    expect(JSON.parse(answer.text).items).toMatchObject([{ id: product.id, priceCents: 1400, currency: "EUR" }]);
  });
});
