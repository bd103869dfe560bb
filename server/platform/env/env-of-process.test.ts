import { expect, it } from "vitest";
import { settingNames } from "#server/platform/env/env.ts";
import { envOfProcess, envOfSystem, settingsWithReaders } from "#server/platform/env/env-of-process.ts";

const all = Object.fromEntries(
  [...settingNames, "PATH", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD"].map((name) => [name, name]),
);
const namesOf = (process: Parameters<typeof envOfProcess>[0]) => Object.keys(envOfProcess(process, all)).sort();

it("gives migrate and the local mail server only the variables that they read", () => {
  expect(namesOf("migrate")).toEqual([
    "BUILD_ID",
    "CRASHPOINT",
    "DATABASE_URL",
    "DIRECT_URL",
    "LOG_LEVEL",
    "NODE_ENV",
    "PATH",
  ]);
  expect(namesOf("sink")).toEqual([
    ...["BUILD_ID", "CRASHPOINT", "DATABASE_POOL_SIZE", "DATABASE_URL", "LOG_LEVEL", "NODE_ENV", "PATH"],
    ...["SINK_HTTP_PORT", "SINK_SMTP_PORT", "WAREHOUSE_WEBHOOK_SECRET"],
  ]);
});

it("gives the worker no credential of the console, and no process an unknown variable", () => {
  expect(namesOf("worker")).not.toEqual(expect.arrayContaining(["ADMIN_PASSWORD"]));
  for (const name of ["ADMIN_EMAIL", "ADMIN_PASSWORD", "API_TOKEN"]) expect(namesOf("worker")).not.toContain(name);
  for (const process of ["web", "worker", "sink", "migrate"] as const) {
    for (const name of ["AWS_SECRET_ACCESS_KEY", "PGPASSWORD"]) expect(namesOf(process), process).not.toContain(name);
  }
  expect(envOfSystem(all)).toEqual({ PATH: "PATH" });
});

it("has a row for every credential", () => {
  const credentials = settingNames.filter((name) => /PASSWORD|SECRET|TOKEN|HEADERS|_URL$/.test(name));
  const known = [...settingsWithReaders, "TRACE_URL_TEMPLATE"];
  expect(credentials.filter((name) => !known.includes(name))).toEqual([]);
  expect(settingsWithReaders.filter((name) => !settingNames.includes(name))).toEqual([]);
});
