import { expect, it } from "vitest";
import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import { notifyWarehouse } from "#server/shop/handlers/notify-warehouse.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";

it("posts the message as a CloudEvent, under the message's own id", async () => {
  const posted: { to: string; body: unknown; webhookId: string; idempotencyKey: string }[] = [];
  const ports: Pick<Ports, "webhooks"> = {
    webhooks: {
      async post(body, { to, webhookId, idempotencyKey }) {
        posted.push({ to, body, webhookId, idempotencyKey });
        return { reply: "204 No Content", providerMessageId: null };
      },
    },
  };
  const occurredAt = new Date("2026-11-22T03:07:00.000Z");
  const message = { id: "m1", type: "order.created", subject: "orders/1", occurredAt, data: orderCreated.example };
  const context = { message, idempotencyKey: "key-1", attempt: 1, signal: new AbortController().signal };
  await notifyWarehouse.run(context as Parameters<HandlerDefinition["run"]>[0], ports as Ports);
  expect(posted).toEqual([
    {
      to: "warehouse",
      webhookId: "m1",
      idempotencyKey: "key-1",
      body: {
        specversion: "1.0",
        id: "m1",
        type: "order.created",
        source: "/redeliver/store",
        subject: "orders/1",
        time: "2026-11-22T03:07:00.000Z",
        datacontenttype: "application/json",
        data: orderCreated.example,
      },
    },
  ]);
});

it("is off until a receiver is set", () => {
  const receiver = { WAREHOUSE_WEBHOOK_URL: "https://wms.example.com/hook", WAREHOUSE_WEBHOOK_SECRET: "x".repeat(16) };
  expect(notifyWarehouse.enabled?.(parseEnv({}))).toBe(false);
  expect(notifyWarehouse.enabled?.(parseEnv(receiver))).toBe(true);
});
