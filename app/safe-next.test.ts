import { expect, it } from "vitest";
import { safeNext } from "#app/safe-next.ts";

it.each(["/ops", "/ops/dead-letters?cursor=a", "/inbox"])("leads back to %s", (path) => {
  expect(safeNext(path)).toBe(path);
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
])("leads to the console instead of %j", (asked) => {
  expect(safeNext(asked)).toBe("/ops");
});
