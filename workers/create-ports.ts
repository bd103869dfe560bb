import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { createWebhookClient } from "#server/adapters/webhooks/webhook-client.ts";
import { RetryableError } from "#server/delivery/handlers/outcomes.ts";
import type { Ports, WebhookClient } from "#server/delivery/handlers/ports.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

/** The real world, as this process's environment describes it: its mail server (or the local sink), receiver and modules. */
export function createPorts(env: Env, pool: Queryable): Ports {
  const effects = {
    mailer: createMailer({ smtpUrl: env.SMTP_URL ?? `smtp://127.0.0.1:${env.SINK_SMTP_PORT}`, from: env.MAIL_FROM }),
    webhooks: webhooksOf(env),
  };
  return Object.assign(effects, ...registeredModules().map(({ ports }) => ports?.({ env, queryable: pool })));
}

function webhooksOf({ WAREHOUSE_WEBHOOK_URL: url, WAREHOUSE_WEBHOOK_SECRET: secret }: Env): WebhookClient {
  if (url !== undefined && secret !== undefined) return createWebhookClient({ url, secret });
  // A delivery that was made while a receiver was set.
  const error = new RetryableError("webhook_unavailable", "WAREHOUSE_WEBHOOK_URL is not set in this worker");
  return { post: () => Promise.reject(error) };
}
