import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configurationPage } from "#server/platform/env/configuration-page.ts";
import { settingNames } from "#server/platform/env/env.ts";
import { internalSettings, settingDocs } from "#server/platform/env/setting-docs.ts";

it("docs/configuration.md is what `npm run docs` writes", () => {
  expect(readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8")).toBe(configurationPage());
});

it("documents every setting except the internal ones", () => {
  expect([...settingDocs.keys(), ...internalSettings].toSorted()).toEqual(settingNames.toSorted());
});
