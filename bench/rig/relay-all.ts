import "#server/modules.ts";
import type pg from "pg";
import { messages } from "#server/delivery/messages/registry.ts";
import { relayBatch } from "#server/delivery/outbox/relay-batch.ts";
import { routesOf } from "#server/delivery/outbox/routes.ts";
import { parseEnv } from "#server/platform/env/env.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { sendOrderNotifications } from "#server/shop/handlers/send-order-notifications.ts";

/** Relays until nothing is pending, as the relay's loop does, with one handler on. */
export async function relayAll(pool: pg.Pool, boss: Boss, onBatch: () => void = () => {}): Promise<void> {
  const registry = {
    routes: routesOf([sendOrderNotifications], parseEnv({})),
    knownTypes: messages().map(({ type }) => type),
  };
  for (let more = true; more; ) {
    ({ more } = await relayBatch(pool, boss, registry));
    onBatch();
  }
}
