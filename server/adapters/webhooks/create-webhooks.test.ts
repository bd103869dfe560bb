import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createWebhooks } from "#server/adapters/webhooks/create-webhooks.ts";

async function startReceiver() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(Buffer.concat(await request.toArray()).toString());
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
}

const options = () => ({ webhookId: "m1", idempotencyKey: "k1", signal: new AbortController().signal });

it("posts to the receiver that the handler names, and to no other", async () => {
  const [one, other] = [await startReceiver(), await startReceiver()];
  const receiverOf = ({ url }: { url: string }) => ({ url, secret: "a secret for the tests" });
  const webhooks = createWebhooks({ one: receiverOf(one), other: receiverOf(other) });
  await webhooks.post({ for: "other" }, { to: "other", ...options() });
  await webhooks.post({ for: "one" }, { to: "one", ...options() });
  expect([one.bodies, other.bodies]).toEqual([['{"for":"one"}'], ['{"for":"other"}']]);
});

it("retries a webhook whose receiver is not set, or not declared", async () => {
  const webhooks = createWebhooks({ one: null });
  for (const to of ["one", "other"]) {
    await expect(webhooks.post({}, { to, ...options() })).rejects.toMatchObject({
      name: "RetryableError",
      code: "webhook_unavailable",
      message: `the webhook receiver ${to} is not set in this worker`,
    });
  }
});
