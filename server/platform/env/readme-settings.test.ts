import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { settingNames } from "#server/platform/env/env.ts";

/** Set by the launcher, a platform, the build or a test, never by an operator. */
const internal = [
  "NODE_ENV",
  "VERCEL",
  "AWS_LAMBDA_FUNCTION_NAME",
  "SINK_SMTP_PORT",
  "SINK_HTTP_PORT",
  "BUILD_ID",
  "CRASHPOINT",
];

it("the README's settings table has a row for every setting, and only for settings that exist", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const [, section = ""] = /^## Configuration$(.*?)^## /ms.exec(readme) ?? [];
  const named = section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => (line.split(" | ")[0] ?? "").match(/[A-Z][A-Z0-9_]+/g) ?? []);
  expect(named.toSorted()).toEqual(settingNames.filter((name) => !internal.includes(name)).toSorted());
});
