import { moduleSettings } from "#server/modules.settings.ts";
import { settingNames } from "#server/platform/env/env.ts";
import type { ProcessName } from "#server/platform/env/module-settings.ts";

type RawEnv = Record<string, string | undefined>;

/** Variables of the operating system and of Node that any program needs. None is a credential. */
const system =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TMP|TEMP|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|NODE_USE_ENV_PROXY|HTTPS?_PROXY|NO_PROXY|NODE_V8_COVERAGE|SSL_CERT_FILE|SSL_CERT_DIR|NEXT_TELEMETRY_DISABLED|FORCE_COLOR|NO_COLOR|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE)$/i;

const everyone: readonly ProcessName[] = ["web", "worker", "sink", "migrate"];
const both: readonly ProcessName[] = ["web", "worker"];

/** The readers of settings that not exactly web and worker read. Every credential has a row here. */
const readers: Record<string, readonly ProcessName[]> = {
  NODE_ENV: everyone,
  LOG_LEVEL: everyone,
  BUILD_ID: everyone,
  CRASHPOINT: everyone,
  DATABASE_URL: everyone,
  DIRECT_URL: ["web", "worker", "migrate"],
  DATABASE_POOL_SIZE: ["web", "worker", "sink"],
  // Each process gets one of these as its DATABASE_URL.
  WEB_DATABASE_URL: [],
  WORKER_DATABASE_URL: [],
  SINK_DATABASE_URL: [],
  PORT: ["web"],
  HOST: ["web"],
  TRUSTED_PROXIES: ["web"],
  DATA_DIR: ["web"],
  ADMIN_EMAIL: ["web"],
  ADMIN_PASSWORD: ["web"],
  API_TOKEN: ["web"],
  API_TOKEN_SCOPES: ["web"],
  SMTP_URL: both,
  APP_URL: both,
  ALERT_WEBHOOK_URL: both,
  ALERT_WEBHOOK_SECRET: both,
  ALERT_SLACK_URL: both,
  AUDIT_HEAD_WEBHOOK_URL: ["worker"],
  AUDIT_HEAD_WEBHOOK_SECRET: ["worker"],
  SINK_SMTP_PORT: ["web", "worker", "sink"],
  SINK_HTTP_PORT: ["web", "worker", "sink"],
  OTEL_EXPORTER_OTLP_ENDPOINT: both,
  OTEL_EXPORTER_OTLP_HEADERS: both,
  ...Object.assign({}, ...moduleSettings.map((module) => module.readers)),
};

/** Whether a process gets a variable. A setting without a row goes to web and worker, an unknown variable to no process. */
const isForProcess = (process: ProcessName, name: string): boolean =>
  system.test(name) || (settingNames.includes(name) && (readers[name] ?? both).includes(process));

/** The variables of one process: the settings that it reads and the system's. Other variables of the launcher are left out. */
export const envOfProcess = (process: ProcessName, env: RawEnv): RawEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => isForProcess(process, name)));

/** The variables of any other program, such as the build: only the system's. */
export const envOfSystem = (env: RawEnv): RawEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => system.test(name)));

/** Settings that have a row of their own, for the test that every credential has one. */
export const settingsWithReaders: readonly string[] = Object.keys(readers);
