import "#server/modules.ts";
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { breakerPolicyOf, createBreaker, watchGate } from "#server/delivery/gate/gate.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { retryPolicyOf } from "#server/delivery/handlers/retry-policy.ts";
import { messages } from "#server/delivery/messages/registry.ts";
import { routesOf } from "#server/delivery/outbox/routes.ts";
import { serveProbes } from "#server/http/server/serve-probes.ts";
import { watchAlerts } from "#server/monitoring/alerts/watch-alerts.ts";
import { holdReadiness } from "#server/monitoring/metrics/health.ts";
import { startHeartbeat } from "#server/monitoring/processes/start-heartbeat.ts";
import { periodsOf } from "#server/monitoring/retention/periods.ts";
import { workerLimits } from "#server/platform/database/database-limits.ts";
import { closeDatabase, openDatabase } from "#server/platform/database/db.ts";
import { env, workerName } from "#server/platform/env/env.ts";
import { keepHeapSmall } from "#server/platform/keep-heap-small.ts";
import type { Boss } from "#server/platform/pgboss/boss.ts";
import { createBoss } from "#server/platform/pgboss/boss.ts";
import type { Consumer } from "#server/platform/pgboss/consume.ts";
import { requireQueues } from "#server/platform/pgboss/require-queues.ts";
import { supervise } from "#server/platform/pgboss/supervise.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { startTracing } from "#server/platform/telemetry/start-tracing.ts";
import { tracing } from "#server/platform/telemetry/tracing.ts";
import { listen } from "#server/platform/wakeups/listen.ts";
import { createWakeup } from "#server/platform/wakeups/wakeup.ts";
import { createPorts } from "#workers/create-ports.ts";
import { collectDeadLetters } from "#workers/dead-letter-collector.ts";
import { deliver } from "#workers/deliver.ts";
import { recordMetrics } from "#workers/metrics-recorder.ts";
import { relay } from "#workers/relay.ts";
import { driveReplays } from "#workers/replay-driver.ts";
import { runRetention } from "#workers/retention.ts";
import { runProcess } from "#workers/run-process.ts";
import { shipAudit } from "#workers/ship-audit.ts";
import { waitForDatabase } from "#workers/wait-for-database.ts";

const duties = ["relay", "deliver", "collect"] as const;
type Duty = (typeof duties)[number];

/** `npm run worker` runs every duty, `npm run worker -- relay` only the named ones. */
const wanted = process.argv.slice(2);
const has = (duty: Duty): boolean => wanted.length === 0 || wanted.includes(duty);
const logger = logFor("worker");

keepHeapSmall();
await runProcess(logger, async (signal) => {
  const unknown = wanted.filter((duty) => !(duties as readonly string[]).includes(duty));
  if (unknown.length > 0) throw new Error(`Unknown duty ${unknown.join(", ")}. The duties are ${duties.join(", ")}.`);

  await startTracing(env(), "worker");
  const pool = openDatabase(workerLimits);
  holdReadiness("The queue is not started yet.");
  const { HEALTH_HOST, HEALTH_PORT } = env();
  const probes = HEALTH_PORT === undefined ? null : await serveProbes(HEALTH_HOST, HEALTH_PORT);
  const boss = createBoss(pool, { supervise: false });
  await startQueue(pool, boss, signal);
  if (signal.aborted) return closeDatabase();

  const wakeup = createWakeup();
  const registry = { routes: routesOf(handlers(), env()), knownTypes: messages().map((message) => message.type) };
  const relaying = has("relay") ? relay(pool, boss, registry, wakeup, signal) : Promise.resolve();

  const supervising = supervise(
    pool,
    boss,
    handlers().map(({ id }) => id),
    signal,
  );
  const retention = has("collect") ? runRetention(pool, periodsOf(env()), signal) : Promise.resolve();
  const handlerIds = handlers().map(({ id }) => id);
  const deadLetters = createWakeup();
  const alerting = has("collect") ? watchAlerts(pool, env(), signal, "worker", deadLetters) : Promise.resolve();
  const shipping = has("collect") ? shipAudit(pool, env(), signal) : Promise.resolve();
  const replaying = has("collect") ? driveReplays(pool, `${workerName()} ${randomUUID()}`, signal) : Promise.resolve();
  const recording = has("collect") ? recordMetrics(pool, handlerIds, signal) : Promise.resolve();

  const ports = createPorts(env(), pool);
  const gateOf = watchGate(pool, deadLetters.signal);
  const delivering = new Map<string, Consumer>();
  const collecting = new Map<string, Consumer>();
  for (const defined of handlers()) {
    const handler = { ...defined, concurrency: env().DELIVERY_CONCURRENCY ?? defined.concurrency };
    const policy = retryPolicyOf(handler, env());
    const ambiguousSend = env().AMBIGUOUS_SEND;
    const breaker = createBreaker(pool, handler.id, breakerPolicyOf(handler, env()));
    if (has("deliver")) {
      delivering.set(
        handler.id,
        deliver({ pool, boss, handler, policy, ports, signal, ambiguousSend, breaker }, gateOf(handler.id)),
      );
    }
    if (has("collect")) collecting.set(handler.id, collectDeadLetters(pool, boss, handler.id, deadLetters.signal));
  }

  const notifyConsumers = (consumers: Map<string, Consumer>, handlerId: string) => {
    for (const [id, consumer] of consumers) if (handlerId === "" || handlerId === id) consumer.notify();
  };
  const stopListening = listen(
    env().DIRECT_URL ?? env().DATABASE_URL ?? "",
    ["redeliver_outbox", "redeliver_queue", "redeliver_dead_letter"],
    (channel, payload) => {
      if (channel === "redeliver_outbox") wakeup.signal();
      if (channel === "redeliver_queue") notifyConsumers(delivering, payload);
      if (channel === "redeliver_dead_letter") notifyConsumers(collecting, payload);
    },
  );
  const heartbeat = startHeartbeat(pool, {
    kind: "worker",
    signal,
    duties: duties.filter(has),
    inFlight: () => [...delivering].map(([handler, consumer]) => ({ handler, ...consumer.load() })),
  });
  holdReadiness(null);
  logger.info({ worker: workerName(), duties: duties.filter(has) }, "worker is ready");

  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  holdReadiness("The process is stopping.");
  await Promise.all([
    relaying,
    retention,
    recording,
    replaying,
    shipping,
    alerting,
    supervising,
    ...[...delivering.values(), ...collecting.values()].map((consumer) => consumer.drain()),
  ]);
  await heartbeat.stop();
  await stopListening();
  await boss.stop({ graceful: false });
  await closeDatabase();
  probes?.close();
  await tracing()?.stop();
});

/** Starts pg-boss once the database is available, and waits again if the database becomes unavailable meanwhile. */
async function startQueue(pool: pg.Pool, boss: Boss, signal: AbortSignal): Promise<void> {
  const ids = handlers().map((handler) => handler.id);
  for (;;) {
    await waitForDatabase(pool, logger, signal);
    if (signal.aborted) return;
    try {
      await boss.start();
      return await requireQueues(boss, ids);
    } catch (error) {
      logger.warn({ err: error }, "the queue did not start, retrying");
      await boss.stop({ graceful: false }).catch(() => {});
    }
  }
}
