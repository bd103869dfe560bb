import { moduleSettings, type moduleShape } from "#server/modules.settings.ts";
import type { SettingName } from "#server/platform/env/env.ts";
import type { SettingDoc } from "#server/platform/env/module-settings.ts";

const groupsOfEngine = [
  ...(["Web server", "Database", "Mail", "Demo and first account", "API token", "Delivery", "Retention"] as const),
  ...(["Webhooks and alerts", "Processes", "Traces and logs"] as const),
];

const moduleDocs = moduleSettings.flatMap(({ docs }) => Object.entries<SettingDoc>(docs));

/** The headings of the page, those of the modules before the one of API tokens. */
export const settingGroups: readonly string[] = groupsOfEngine.flatMap((group) =>
  group === "API token" ? [...groupsOfModules(), group] : [group],
);

function groupsOfModules(): string[] {
  const all = new Set(moduleDocs.map(([, { group }]) => group));
  return [...all].filter((group) => !groupsOfEngine.some((known) => known === group));
}

/** Set by the launcher, a platform, the build or a test, never by a person. */
export const internalSettings = [
  "NODE_ENV",
  "VERCEL",
  "AWS_LAMBDA_FUNCTION_NAME",
  "SINK_SMTP_PORT",
  "SINK_HTTP_PORT",
  "BUILD_ID",
  "CRASHPOINT",
] as const;

type EngineSetting = Exclude<SettingName, (typeof internalSettings)[number] | keyof typeof moduleShape>;

const ownRole = {
  group: "Database",
  default: "`DATABASE_URL`",
  meaning:
    "The same database as a role with fewer rights, for the process that `npm start` runs. See [Database roles](operations.md#database-roles).",
} as const;
const webhookSecret = {
  group: "Webhooks and alerts",
  meaning: "The key of its signatures. Required with the URL.",
} as const;
const byState = (state: string) =>
  ({ group: "Retention", default: "`RETENTION_DAYS`", meaning: `The same for ${state} messages.` }) as const;

/** The compiler demands an entry for every setting of the engine. */
const engineDocs: Record<EngineSetting, SettingDoc<(typeof groupsOfEngine)[number]>> = {
  PORT: {
    group: "Web server",
    default: "3000, or the next free port",
    meaning: "The port of web. If you set a port that is in use, the start fails.",
  },
  HOST: { group: "Web server", meaning: "The address that web listens on." },
  APP_URL: {
    group: "Web server",
    default: "the address of `npm start`, if on loopback",
    meaning:
      "The public URL, used in links of account mails. With `https:` cookies are `__Host-` and Secure, and HSTS is sent. Requests for another host name are refused (IP addresses and `localhost` are not), so a proxy must pass `Host` on.",
  },
  TRUSTED_PROXIES: {
    group: "Web server",
    meaning: "Proxies whose `X-Forwarded-For` names the client. The header is ignored from all other addresses.",
  },
  LIVE_STREAM_SECONDS: {
    group: "Web server",
    default: "3600; 50 on function platforms",
    meaning:
      "How long a live stream of the console lasts before the server ends it and the browser reconnects. Set it below the limit of your proxy or platform.",
  },
  SECURITY_CONTACT: {
    group: "Web server",
    default: "none: `/.well-known/security.txt` answers 404",
    meaning: "The contact for vulnerability reports.",
  },
  DATABASE_URL: {
    group: "Database",
    default: "an embedded PostgreSQL 18 in `DATA_DIR`",
    meaning:
      "PostgreSQL 14 or newer. TLS with a verified certificate is required unless the host is loopback or a socket. Add `sslrootcert=/path/to/ca.pem` for your own CA, `sslmode=no-verify` for TLS without verification, `sslmode=disable` for no TLS.",
  },
  DIRECT_URL: {
    group: "Database",
    default: "`DATABASE_URL`",
    meaning:
      "The direct URL for migrations and LISTEN when `DATABASE_URL` goes through a pooler in transaction mode (PgBouncer 1.18 or newer). If it differs, web and worker use no named statements and no session settings.",
  },
  WEB_DATABASE_URL: ownRole,
  WORKER_DATABASE_URL: ownRole,
  SINK_DATABASE_URL: ownRole,
  DATABASE_POOL_SIZE: {
    group: "Database",
    meaning: "The maximum number of pooled connections, for web, worker and sink each.",
  },
  DATA_DIR: {
    group: "Database",
    meaning: "The folder of the embedded database, its passwords and the logs. Only your account can read the files.",
  },
  SMTP_URL: {
    group: "Mail",
    default: "the local mail server",
    meaning:
      "The mail server. TLS (STARTTLS or `smtps:`) is required unless the host is loopback. `?tls=off` sends without TLS and is refused with a user name. `?tls.rejectUnauthorized=false` accepts any certificate.",
  },
  MAIL_FROM: { group: "Mail", meaning: "The sender of all mails." },
  DEMO_MODE: {
    group: "Demo and first account",
    default:
      "on if `HOST` is loopback and `APP_URL`, `SMTP_URL`, `ADMIN_EMAIL`, `ADMIN_PASSWORD`, `TRUSTED_PROXIES`, `DATABASE_URL` are unset",
    meaning:
      "`1`: short retries, a webhook receiver, scripted recipients in the checkout, one-click sign-in as viewer, operator or admin; refused where others can reach the server. `public`: only viewer and a limited operator. `0`: off.",
  },
  ADMIN_EMAIL: {
    group: "Demo and first account",
    value: "an e-mail address",
    meaning:
      "The address of the first account, created at the start if there is none. Without it the terminal shows a one-time link to `/setup`.",
  },
  ADMIN_PASSWORD: {
    group: "Demo and first account",
    meaning: "The password of the first account. Required with `ADMIN_EMAIL`.",
  },
  API_TOKEN: {
    group: "API token",
    meaning:
      "An operator's bearer token for scripts and CI, without owner and expiry. Tokens with owner, role, scopes and expiry are created under Settings.",
  },
  API_TOKEN_SCOPES: {
    group: "API token",
    default: "all actions of an operator",
    value: "actions, separated by commas",
    meaning: "The actions that `API_TOKEN` is limited to, such as `metrics.read,pipeline.read`.",
  },
  RETRY_LIMIT: {
    group: "Delivery",
    default: "3, set by each handler",
    meaning: "The number of retries after the first attempt.",
  },
  RETRY_DELAY_SECONDS: {
    group: "Delivery",
    default: "60, doubling, set by each handler",
    meaning: "The delay before the first retry.",
  },
  DELIVERY_CONCURRENCY: {
    group: "Delivery",
    default: "10, set by each handler",
    meaning:
      "Deliveries of one handler in flight per worker. Use at most the number of connections that your mail server allows.",
  },
  BREAKER: {
    group: "Delivery",
    meaning:
      "The circuit breaker of each handler: it holds deliveries while the destination is unavailable, before their retries are exhausted.",
  },
  BREAKER_DELIVERIES: {
    group: "Delivery",
    meaning: "The breaker opens after failures of this many deliveries within the window.",
  },
  BREAKER_SHARE: { group: "Delivery", meaning: "It also requires this share of failed attempts within the window." },
  BREAKER_WINDOW_SECONDS: { group: "Delivery", meaning: "The window." },
  BREAKER_PROBE_SECONDS: {
    group: "Delivery",
    meaning: "The time until the first probe. It doubles after each failed probe.",
  },
  BREAKER_PROBE_MAX_SECONDS: {
    group: "Delivery",
    meaning: "The longest time between probes, which is how long a recovery may go unnoticed.",
  },
  REPLAY_APPROVAL_ABOVE: {
    group: "Delivery",
    default: "500",
    meaning:
      "The largest bulk replay that an operator may start alone. Above it another person approves the batch. Admins have no limit.",
  },
  AMBIGUOUS_SEND: {
    group: "Delivery",
    meaning:
      'What to do when the connection drops after DATA and before the 250 reply. `retry` sends one more copy with the same `Message-ID`. `park` dead-letters it as "delivery unknown", also after a worker crash, and costs one more statement per mail.',
  },
  RETENTION_DAYS: {
    group: "Retention",
    meaning:
      "When the payload of a settled message is removed. Its history is kept. Pending messages and dead letters are never removed by it.",
  },
  RETENTION_DELIVERED_DAYS: byState("delivered"),
  RETENTION_DISCARDED_DAYS: {
    ...byState("discarded"),
    meaning: "The same for discarded messages, counted from the discard. They can be restored until then.",
  },
  RETENTION_WITHDRAWN_DAYS: byState("withdrawn"),
  RETENTION_DEAD_DAYS: {
    group: "Retention",
    default: "none: dead letters are kept",
    meaning:
      'Dead letters without a change for this long are discarded by the system, audited with the reason "retention". Messages that they blocked continue.',
  },
  ALERT_WEBHOOK_URL: { group: "Webhooks and alerts", meaning: "A receiver of alerts (Standard Webhooks 1.0)." },
  ALERT_WEBHOOK_SECRET: webhookSecret,
  ALERT_SLACK_URL: {
    group: "Webhooks and alerts",
    meaning: "A Slack incoming webhook, or a compatible one, for alerts.",
  },
  ALERT_EMAIL: {
    group: "Webhooks and alerts",
    meaning: "An address for alerts, mailed directly through `SMTP_URL` and not through the outbox.",
  },
  AUDIT_HEAD_WEBHOOK_URL: {
    group: "Webhooks and alerts",
    meaning:
      "A receiver of the newest audit number and hash, once an hour (Standard Webhooks 1.0). The worker also logs them as `audit head`.",
  },
  AUDIT_HEAD_WEBHOOK_SECRET: webhookSecret,
  DRAIN_SECONDS: {
    group: "Processes",
    default: "5; 0 under `npm start` and `npm run dev`",
    meaning:
      "How long web serves requests after SIGTERM while `/api/readyz` answers 503: longer than your balancer needs to notice. Set the grace period of the platform to at least `DRAIN_SECONDS` + 20 s for web and 30 s for a worker.",
  },
  HEALTH_PORT: {
    group: "Processes",
    default: "none: off, because workers may share a machine",
    meaning: "The port where a worker answers `/livez` and `/readyz`.",
  },
  HEALTH_HOST: { group: "Processes", meaning: "The address of that port." },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    group: "Traces and logs",
    default: "none: no tracing",
    meaning: "An OTLP/HTTP collector (JSON), such as `http://localhost:4318`. See [Traces](operations.md#traces).",
  },
  OTEL_EXPORTER_OTLP_HEADERS: { group: "Traces and logs", default: "none", meaning: "Headers for the collector." },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    group: "Traces and logs",
    default: "`http/json`",
    value: "`http/json`",
    meaning: "No other protocol is supported.",
  },
  OTEL_EXPORTER_OTLP_TIMEOUT: { group: "Traces and logs", meaning: "The timeout of an export in ms." },
  OTEL_SERVICE_NAME: {
    group: "Traces and logs",
    default: "`redeliver-web`, `redeliver-worker`",
    meaning: "The service name of the process.",
  },
  OTEL_RESOURCE_ATTRIBUTES: { group: "Traces and logs", default: "none", meaning: "Further resource attributes." },
  OTEL_TRACES_SAMPLER: { group: "Traces and logs", meaning: "The sampler." },
  OTEL_TRACES_SAMPLER_ARG: { group: "Traces and logs", meaning: "The share that `traceidratio` samples." },
  OTEL_BSP_SCHEDULE_DELAY: { group: "Traces and logs", meaning: "The delay between two exports in ms." },
  TRACE_URL_TEMPLATE: {
    group: "Traces and logs",
    default: "none: the console shows the trace ID only",
    meaning:
      "The URL of a trace in your tracing system, such as `https://grafana.example.com/explore?trace={traceId}`.",
  },
  LOG_LEVEL: { group: "Traces and logs", meaning: "The lowest level that is logged." },
};

/** The texts of docs/configuration.md. */
export const settingDocs: ReadonlyMap<string, SettingDoc> = new Map([
  ...moduleDocs,
  ...Object.entries<SettingDoc>(engineDocs),
]);
