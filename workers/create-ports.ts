import { createMailer } from "#server/adapters/mail/create-mailer.ts";
import { createWebhooks } from "#server/adapters/webhooks/create-webhooks.ts";
import type { Ports } from "#server/delivery/handlers/ports.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

/** The real world, as this process's environment describes it: its mail server (or the local sink), receiver and modules. */
export function createPorts(env: Env, pool: Queryable): Ports {
  const effects = {
    mailer: createMailer({ smtpUrl: env.SMTP_URL ?? `smtp://127.0.0.1:${env.SINK_SMTP_PORT}`, from: env.MAIL_FROM }),
    webhooks: createWebhooks(Object.assign({}, ...registeredModules().map(({ receivers }) => receivers?.(env)))),
  };
  return Object.assign(effects, ...registeredModules().map(({ ports }) => ports?.({ env, queryable: pool })));
}
