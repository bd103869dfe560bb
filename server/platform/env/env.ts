import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import * as z from "zod";
import { emailAddress } from "#server/contracts/email-address.ts";
import type { DemoMode } from "#server/contracts/identity/demo.ts";
import { moduleSettings, moduleShape } from "#server/modules.settings.ts";
import { decideDemo } from "#server/platform/env/demo-mode.ts";
import {
  crashAt,
  days,
  demoSetting,
  httpUrl,
  number,
  pairs,
  port,
  postgresUrl,
  sampler,
  securityContact,
  smtpUrl,
  tokenScopes,
  trustedProxies,
  webhookSecret,
  whole,
} from "#server/platform/env/env-values.ts";

const engine = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production"),
  PORT: port.optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATABASE_URL: postgresUrl.optional(),
  DIRECT_URL: postgresUrl.optional(),
  /** The same database with the role of one process: `npm start` passes it to the process as DATABASE_URL. */
  WEB_DATABASE_URL: postgresUrl.optional(),
  WORKER_DATABASE_URL: postgresUrl.optional(),
  SINK_DATABASE_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: whole(2, 100).default(10),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]+$/, "must be one line, such as Redeliver <orders@example.com>")
    .default("Redeliver store <orders@redeliver.example>"),
  DATA_DIR: z.string().min(1).default(".data"),
  DEMO_MODE: demoSetting.optional(),
  APP_URL: httpUrl.transform((value) => new URL(value).origin).optional(),
  ADMIN_EMAIL: emailAddress.optional(),
  ADMIN_PASSWORD: z
    .string()
    .min(12, "must have at least 12 characters")
    .max(128, "must have at most 128 characters")
    .optional(),
  SECURITY_CONTACT: securityContact.optional(),
  TRUSTED_PROXIES: trustedProxies.optional(),
  API_TOKEN: z
    .string()
    .min(32, "must have at least 32 characters; make one with: openssl rand -hex 32")
    .regex(/^[\x21-\x7e]+$/, "must be plain characters without spaces; make one with: openssl rand -hex 32")
    .optional(),
  API_TOKEN_SCOPES: tokenScopes.optional(),
  RETRY_LIMIT: whole(0, 100).optional(),
  RETRY_DELAY_SECONDS: number(0, 86_400, "a number of seconds").optional(),
  DELIVERY_CONCURRENCY: whole(1, 500).optional(),
  BREAKER: z.enum(["on", "off"], { error: "must be on or off" }).default("on"),
  BREAKER_DELIVERIES: whole(1, 100_000).default(20),
  BREAKER_WINDOW_SECONDS: number(1, 3_600, "a number of seconds").default(60),
  BREAKER_SHARE: number(0, 1).default(0.5),
  BREAKER_PROBE_SECONDS: number(0.1, 600, "a number of seconds").default(30),
  BREAKER_PROBE_MAX_SECONDS: number(1, 3_600, "a number of seconds").default(45),
  REPLAY_APPROVAL_ABOVE: whole(0, 100_000).optional(),
  AMBIGUOUS_SEND: z.enum(["retry", "park"], { error: "must be retry or park" }).default("retry"),
  RETENTION_DAYS: days.default(90),
  RETENTION_DELIVERED_DAYS: days.optional(),
  RETENTION_DISCARDED_DAYS: days.optional(),
  RETENTION_WITHDRAWN_DAYS: days.optional(),
  RETENTION_DEAD_DAYS: days.optional(),
  LIVE_STREAM_SECONDS: whole(5, 86_400, "a whole number of seconds").optional(),
  /** Set by serverless platforms, not by operators. */
  VERCEL: z.string().optional(),
  AWS_LAMBDA_FUNCTION_NAME: z.string().optional(),
  ALERT_WEBHOOK_URL: httpUrl.optional(),
  ALERT_WEBHOOK_SECRET: webhookSecret.optional(),
  ALERT_SLACK_URL: httpUrl.optional(),
  AUDIT_HEAD_WEBHOOK_URL: httpUrl.optional(),
  AUDIT_HEAD_WEBHOOK_SECRET: webhookSecret.optional(),
  ALERT_EMAIL: z.email("must be an e-mail address").optional(),
  SINK_SMTP_PORT: port.default(1025),
  SINK_HTTP_PORT: port.default(1026),
  DRAIN_SECONDS: number(0, 300, "a number of seconds").default(5),
  HEALTH_PORT: port.optional(),
  HEALTH_HOST: z.string().min(1).default("127.0.0.1"),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: pairs("authorization=Bearer%20secret").default({}),
  OTEL_EXPORTER_OTLP_PROTOCOL: z
    .literal("http/json", { error: "must be http/json, the only supported protocol" })
    .optional(),
  OTEL_EXPORTER_OTLP_TIMEOUT: whole(1, 60_000, "milliseconds").default(10_000),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_RESOURCE_ATTRIBUTES: pairs("deployment.environment.name=production").default({}),
  OTEL_TRACES_SAMPLER: sampler.default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: number(0, 1, "a share").default(1),
  OTEL_BSP_SCHEDULE_DELAY: whole(10, 60_000, "milliseconds").default(5_000),
  TRACE_URL_TEMPLATE: z
    .string()
    .refine((value) => value.includes("{traceId}") && httpUrl.safeParse(value.replaceAll("{traceId}", "0")).success, {
      error: "must be an http or https URL with {traceId} in it",
    })
    .optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  BUILD_ID: z.string().min(1).optional(),
  CRASHPOINT: crashAt.optional(),
});

const schema = engine.extend(moduleShape);

/** Settings that require another one: `[given, required]`. */
const requires: readonly (readonly [SettingName, SettingName])[] = [
  ...moduleSettings.flatMap((module) => module.requires),
  ["AUDIT_HEAD_WEBHOOK_URL", "AUDIT_HEAD_WEBHOOK_SECRET"],
  ["ALERT_WEBHOOK_URL", "ALERT_WEBHOOK_SECRET"],
];

export type Env = Omit<z.output<typeof schema>, "DEMO_MODE"> & { DEMO_MODE: DemoMode };

export type SettingName = keyof typeof schema.shape;

/** Every variable that the product reads. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

export const isSetting = (name: string): name is SettingName => name in schema.shape;

/** The default that the schema fills in, as it would be written in an environment; undefined where there is none. */
export function settingDefault(name: SettingName): string | undefined {
  const { data } = schema.shape[name].safeParse(undefined);
  return typeof data === "string" || typeof data === "number" ? String(data) : undefined;
}

/** The rule that an invalid value is answered with, without its verb; empty where every text is valid. */
export function settingRule(name: SettingName): string {
  const { error } = schema.shape[name].safeParse("\r\ninvalid");
  const message = error?.issues[0]?.message ?? "";
  return message.replace(/^must (be |have )?|^Invalid option: expected /, "").replaceAll('"|"', '", "');
}

/** All faults of the environment in one message, each with its fix. */
export class EnvError extends Error {}

/** Parses an environment; empty strings count as absent. Throws one EnvError that names every fault. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new EnvError(
      `The environment needs ${lines.length} change${lines.length === 1 ? "" : "s"}:\n${lines.join("\n")}`,
    );
  }
  for (const [given, required] of requires) {
    if (parsed.data[given] && !parsed.data[required]) {
      throw new EnvError(`The environment needs 1 change:\n  ${required}: must be set when ${given} is`);
    }
  }
  if ((parsed.data.ADMIN_EMAIL === undefined) !== (parsed.data.ADMIN_PASSWORD === undefined)) {
    throw new EnvError(
      "The environment needs 1 change:\n  ADMIN_EMAIL, ADMIN_PASSWORD: must be set together, or neither of them",
    );
  }
  if (parsed.data.CRASHPOINT && parsed.data.NODE_ENV === "production") {
    throw new EnvError(
      "The environment needs 1 change:\n  CRASHPOINT: must not be set in production: it kills the process (tests set NODE_ENV=test)",
    );
  }
  const demo = decideDemo(parsed.data);
  if ("fault" in demo) throw new EnvError(`The environment needs 1 change:\n  DEMO_MODE: ${demo.fault}`);
  return { ...parsed.data, DEMO_MODE: demo.mode };
}

let cached: Env | undefined;

/** The environment of this process, checked once. The only reader of process.env outside scripts and configuration. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** The log level, without checking the other variables: their faults must be logged, too. */
export function logLevel(): Env["LOG_LEVEL"] {
  const parsed = schema.shape.LOG_LEVEL.safeParse(process.env.LOG_LEVEL || undefined);
  return parsed.success ? parsed.data : "info";
}

/** Whether DATABASE_URL goes through a pooler: DIRECT_URL is another URL of the same database. */
export function isBehindPooler({ DATABASE_URL, DIRECT_URL }: Pick<Env, "DATABASE_URL" | "DIRECT_URL">): boolean {
  return DIRECT_URL !== undefined && DIRECT_URL !== DATABASE_URL;
}

/** Whether this runs on a serverless platform, which ends a response after about a minute. */
export const runsInFunctions = ({ VERCEL, AWS_LAMBDA_FUNCTION_NAME }: Env): boolean =>
  (VERCEL ?? AWS_LAMBDA_FUNCTION_NAME) !== undefined;

/** The duration of one live stream in seconds. It ends before the platform's limit, and the browser reconnects. */
export const streamSeconds = (given: Env): number => given.LIVE_STREAM_SECONDS ?? (runsInFunctions(given) ? 50 : 3_600);

let build: string | undefined;

/** The build of this process: BUILD_ID where the deploy sets it, else the version of package.json. */
export function buildId(): string {
  build ??=
    env().BUILD_ID ??
    (JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as { version: string })
      .version;
  return build;
}

/** The name of this process in attempts and logs: host and pid. */
export function workerName(): string {
  return `${hostname()}:${process.pid}`;
}
