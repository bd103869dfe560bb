import type pg from "pg";
import { parseEnv } from "#server/env.ts";
import { sendOrderNotifications } from "#server/handlers/send-order-notifications.ts";
import { messages } from "#server/messages/index.ts";
import { relayBatch } from "#server/outbox/relay-batch.ts";
import { routesOf } from "#server/outbox/routes.ts";
import type { Boss } from "#server/queue/boss.ts";

/** Relays until nothing is pending, as the relay's loop does, with one handler on. */
export async function relayAll(pool: pg.Pool, boss: Boss, onBatch: () => void = () => {}): Promise<void> {
  const registry = {
    routes: routesOf([sendOrderNotifications], parseEnv({})),
    knownTypes: messages.map(({ type }) => type),
  };
  for (let more = true; more; ) {
    ({ more } = await relayBatch(pool, boss, registry));
    onBatch();
  }
}
