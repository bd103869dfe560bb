import { expect, test } from "vitest";
import { readExplorerFilter } from "#server/contracts/triage/explorer-filter.ts";

const id = "fa46ad70-7f3c-4f6e-9a52-4f1c8be20a17";

test.each([
  ["ada@example.com", { address: "ada@example.com" }],
  [` ${id} `, { message: id }],
  [`<${id}@redeliver.example>`, { message: id }],
  [`<${id}x@redeliver.example>`, {}],
  [`orders/${id}`, { order: id }],
  ["FA46AD70", { order: "FA46AD70" }],
  ["#fa46ad70", { order: "fa46ad70" }],
  ["orders/FA46AD70", { order: "FA46AD70" }],
  ["FA46AD7", {}],
  ["gmial", {}],
  ["%", {}],
])("reads the search text %s", (find, filter) => {
  expect(readExplorerFilter({ find })).toEqual(filter);
});

test("what does not parse is left out, and a browser's time is read as UTC", () => {
  expect(readExplorerFilter({ state: "lost", since: "2026-11-22T03:07", until: ["a", "b"], page: "2" })).toEqual({
    since: "2026-11-22T03:07:00Z",
  });
});
