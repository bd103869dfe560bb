import type { EngineModule } from "#server/delivery/handlers/registry.ts";
import { notifyWarehouse } from "#server/shop/handlers/notify-warehouse.ts";
import { shopPorts, shopPreviewPorts, shopReceivers } from "#server/shop/handlers/ports.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";
import { shopMessages } from "#server/shop/messages/index.ts";
import { findSubjects } from "#server/shop/orders/find-subjects.ts";
import { findUnpublished } from "#server/shop/orders/sql/find-unpublished.ts";
import { readOrderFacts } from "#server/shop/orders/sql/read-order-facts.ts";

/** The demo store: an application on the engine's public interface. */
export const shop: EngineModule = {
  ...shopMessages,
  handlers: [sendOrderNotifications, notifyWarehouse],
  receivers: shopReceivers,
  ports: shopPorts,
  previewPorts: shopPreviewPorts,
  readFacts: readOrderFacts,
  findSubjects,
  findUnpublished,
};
