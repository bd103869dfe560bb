import { defineHandler } from "#server/delivery/handlers/define-handler.ts";
import { orderCreated } from "#server/shop/messages/order-created.ts";
import { storeSource } from "#server/shop/messages/store-source.ts";

/** Posts new orders to the warehouse: CloudEvents 1.0 in a signed webhook. Off where no receiver is set. */
export const notifyWarehouse = defineHandler({
  id: "warehouse-webhook",
  label: "Warehouse webhook",
  noun: { one: "warehouse webhook", many: "warehouse webhooks" },
  on: [orderCreated],
  retry: { limit: 3, delaySeconds: 60, backoff: "exponential", maxDelaySeconds: 900 },
  ordered: false,
  onDeath: "continue",
  concurrency: 10,
  enabled: (env) => env.WAREHOUSE_WEBHOOK_URL !== undefined,
  async run({ message, idempotencyKey, signal }, { webhooks }) {
    const event = {
      specversion: "1.0",
      id: message.id,
      type: message.type,
      source: storeSource,
      subject: message.subject,
      time: message.occurredAt.toISOString(),
      datacontenttype: "application/json",
      data: message.data,
    };
    return webhooks.post(event, { to: "warehouse", webhookId: message.id, idempotencyKey, signal });
  },
  fixes: [],
});
