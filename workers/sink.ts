import { startLocalMailServer } from "#server/adapters/local-mail-server/start-local-mail-server.ts";
import { startWebhookReceiver } from "#server/adapters/local-mail-server/start-webhook-receiver.ts";
import { startHeartbeat } from "#server/monitoring/processes/start-heartbeat.ts";
import { closeDatabase, db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { runProcess } from "#workers/run-process.ts";
import { waitForDatabase } from "#workers/wait-for-database.ts";

const logger = logFor("sink");

/** The demo's mail server and webhook receiver, in a process of their own, so that they survive a killed worker. */
await runProcess(logger, async (signal) => {
  const { SINK_SMTP_PORT, SINK_HTTP_PORT, WAREHOUSE_WEBHOOK_SECRET: secret } = env();
  const pool = db();
  await waitForDatabase(pool, logger, signal);
  if (signal.aborted) return closeDatabase();

  const mails = await startLocalMailServer({ db: pool, port: SINK_SMTP_PORT });
  const webhooks = secret
    ? await startWebhookReceiver({ db: pool, port: SINK_HTTP_PORT, name: "warehouse", secret })
    : undefined;
  if (!webhooks) logger.info("no webhooks are received: WAREHOUSE_WEBHOOK_SECRET is not set");
  const heartbeat = startHeartbeat(pool, { kind: "sink", signal });
  logger.info({ smtpPort: mails.port, httpPort: webhooks?.port ?? null }, "sink is ready");

  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.all([mails.stop(), webhooks?.stop()]);
  await heartbeat.stop();
  await closeDatabase();
});
