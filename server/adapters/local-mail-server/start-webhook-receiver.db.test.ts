import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "#server/adapters/local-mail-server/start-webhook-receiver.ts";
import { signWebhook } from "#server/adapters/webhooks/sign-webhook.ts";
import { createWebhookClient } from "#server/adapters/webhooks/webhook-client.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();
const secret = "a secret of the warehouse";

const receivers: WebhookReceiver[] = [];
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.stop();
});

async function start(): Promise<string> {
  const receiver = await startWebhookReceiver({ db: pool, port: 0, name: "warehouse", secret, drainMilliseconds: 300 });
  receivers.push(receiver);
  return `http://127.0.0.1:${receiver.port}/webhooks/warehouse`;
}

const kept = async (webhookId: string) => {
  const { rows } = await pool.query("select verified, headers, body from captured_webhook where webhook_id = $1", [
    webhookId,
  ]);
  return rows;
};

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

const signed = (id: string, body: string) => signWebhook(secret, { id, at: Math.floor(Date.now() / 1_000), body });

it("stores a webhook of our own client before its 204", async () => {
  const url = await start();
  const webhookId = randomUUID();
  const client = createWebhookClient({ url, secret });
  const receipt = await client.post(
    { type: "order.created", data: { orderId: "1" } },
    { webhookId, idempotencyKey: "key-1", signal: new AbortController().signal },
  );
  expect(receipt).toEqual({ reply: "204 No Content", providerMessageId: null });
  expect(await kept(webhookId)).toMatchObject([
    { verified: true, headers: { "idempotency-key": "key-1" }, body: { data: { orderId: "1" } } },
  ]);
});

describe("a refusal stores nothing and has its reason", () => {
  it.each([
    ["no signature at all", {}],
    [
      "a signature of another secret",
      signWebhook("another secret", { id: "m", at: Math.floor(Date.now() / 1_000), body: "{}" }),
    ],
    ["a signature of last year", signWebhook(secret, { id: "m", at: 1_700_000_000, body: "{}" })],
  ])("401 for %s", async (_what, headers) => {
    const url = await start();
    const answer = await post(url, "{}", headers);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain("signature");
    expect(await kept("m")).toEqual([]);
  });

  it("400 for a signed body that is not JSON, or JSON that cannot be stored", async () => {
    const url = await start();
    for (const body of ["{", "", '{"a":"\\u0000"}', "[".repeat(100_000) + "]".repeat(100_000)]) {
      const id = randomUUID();
      expect((await post(url, body, signed(id, body))).status).toBe(400);
      expect(await kept(id)).toEqual([]);
    }
  });

  it("413 for more than 256 KB, declared or not", async () => {
    const url = await start();
    const body = JSON.stringify("x".repeat(300_000));
    expect((await post(url, body, signed("large", body))).status).toBe(413);
    const stream = new Blob([body]).stream();
    const undeclared = await fetch(url, { method: "POST", body: stream, duplex: "half" } as RequestInit);
    expect(undeclared.status).toBe(413);
  });

  it("404 and 405 for other paths and methods", async () => {
    const url = await start();
    expect((await post(url.replace("warehouse", "elsewhere"), "{}")).status).toBe(404);
    expect((await fetch(url)).status).toBe(405);
  });

  it("503 when it cannot be stored now", async () => {
    const broken = await startWebhookReceiver({
      db: { query: () => Promise.reject(new Error("the database is down")) } as never,
      port: 0,
      name: "warehouse",
      secret,
    });
    receivers.push(broken);
    const answer = await post(`http://127.0.0.1:${broken.port}/webhooks/warehouse`, "{}", signed("m", "{}"));
    expect(answer.status).toBe(503);
  });
});

it("survives garbage, and stops although a client hangs", async () => {
  const url = await start();
  const { port } = new URL(url);
  const garbage = connect(Number(port), "127.0.0.1");
  garbage.on("error", () => undefined);
  garbage.write(Buffer.from(Array.from({ length: 2_048 }, (_, index) => (index * 7919) % 256)));
  const hanging = connect(Number(port), "127.0.0.1");
  hanging.on("error", () => undefined);
  await once(hanging, "connect");
  hanging.write(`POST /webhooks/warehouse HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`);
  expect((await post(url, "{}", signed(randomUUID(), "{}"))).status).toBe(204);
  const [receiver] = receivers.splice(0);
  await receiver?.stop();
});
