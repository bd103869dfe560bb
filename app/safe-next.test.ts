import { expect, it } from "vitest";
import { safeNext } from "#app/safe-next.ts";

it.each(["/ops", "/ops/dead-letters?cursor=a", "/inbox"])("accepts %s", (path) => {
  expect(safeNext(path)).toBe(path);
});

it.each([
  ["/ops?_rsc=co16Gh2b2afOfcaf", "/ops"],
  ["/ops/dead-letters?cursor=a&_rsc=1", "/ops/dead-letters?cursor=a"],
  ["/ops/dead-letters?q=a%20b", "/ops/dead-letters?q=a%20b"],
])("removes the router's parameter from %s: %s", (requested, path) => {
  expect(safeNext(requested)).toBe(path);
});

it.each([
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "https:evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/.//evil.example",
  "/x/..//evil.example",
  "evil",
  "",
  "/sign-in?next=/sign-in",
  undefined,
  ["/ops", "/inbox"],
])("falls back to the console for %j", (requested) => {
  expect(safeNext(requested)).toBe("/ops");
});
