import * as z from "zod";
import { bucket, httpUrl, webhookSecret, whole } from "#server/platform/env/env-values.ts";
import { defineSettings } from "#server/platform/env/module-settings.ts";

/** The environment variables of the store. */
export const shopSettings = defineSettings({
  shape: {
    STORE_LIMIT_PER_RECIPIENT: bucket.optional(),
    STORE_LIMIT_PER_CLIENT: bucket.default({ burst: 30, seconds: 2 }),
    STORE_OPEN_ORDERS: z.literal("off").or(whole(1, 100_000)).optional(),
    WAREHOUSE_WEBHOOK_URL: httpUrl.optional(),
    WAREHOUSE_WEBHOOK_SECRET: webhookSecret.optional(),
  },
  docs: {
    STORE_LIMIT_PER_RECIPIENT: {
      group: "Store",
      default: "`5/60`; `off` in the demo",
      meaning:
        "Orders for one mailbox, `+tag` variants included: 5 at once, then one every 60 s. Above it: 429 with `Retry-After`. A bearer token has no limit.",
    },
    STORE_LIMIT_PER_CLIENT: {
      group: "Store",
      default: "`30/2`",
      meaning: "The same for one client address (IPv6: its /64).",
    },
    STORE_OPEN_ORDERS: {
      group: "Store",
      default: "20; `off` in the demo",
      value: "a whole number from 1 to 100000, or off",
      meaning: "The maximum number of orders of one mailbox that are not shipped.",
    },
    WAREHOUSE_WEBHOOK_URL: {
      group: "Webhooks and alerts",
      default: "none: the handler is off",
      meaning: "The receiver of order webhooks (Standard Webhooks 1.0).",
    },
    WAREHOUSE_WEBHOOK_SECRET: {
      group: "Webhooks and alerts",
      meaning: "The key of its signatures. Required with the URL.",
    },
  },
  readers: {
    WAREHOUSE_WEBHOOK_URL: ["web", "worker"],
    // The sink checks the signatures of the demo's webhooks.
    WAREHOUSE_WEBHOOK_SECRET: ["web", "worker", "sink"],
  },
  requires: [["WAREHOUSE_WEBHOOK_URL", "WAREHOUSE_WEBHOOK_SECRET"]],
});
