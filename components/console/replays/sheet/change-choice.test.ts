import { expect, test } from "vitest";
import { patchExample, readChange } from "#components/console/replays/sheet/change-choice.ts";

const patchOf = (text: string) => readChange({ kind: "patch", text });

test("sends a suggestion by its shape, a fix with its input, and nothing without a change", () => {
  expect(readChange({ kind: "none" })).toEqual({ change: undefined, fault: null });
  expect(readChange({ kind: "suggestion", shape: "correct-recipient domain" }).change).toEqual({
    suggestion: "correct-recipient domain",
  });
  expect(readChange({ kind: "fix", id: "correct-recipient", input: { email: "ada@example.com" } }).change).toEqual({
    fix: { id: "correct-recipient", input: { email: "ada@example.com" } },
  });
});

test("sends a valid JSON Patch", () => {
  const patch = [{ op: "replace", path: "/currency", value: "EUR" }];
  expect(patchOf(JSON.stringify(patch)).change).toEqual({ patch });
  expect(patchOf(patchExample("/currency", "EUR")).change).toEqual({ patch });
});

test.each([
  ["", /^Not valid JSON/],
  ["[]", /at least one operation/],
  ['[{ "op": "erase", "path": "/a" }]', /^Operation 1.*must be an operation of RFC 6902/],
  [
    '[{ "op": "remove", "path": "/a" }, { "op": "remove", "path": "a" }]',
    /^Operation 2 \/path: must be a JSON pointer/,
  ],
])("refuses %s with its place", (text, fault) => {
  const read = patchOf(text);
  expect(read.change).toBeNull();
  expect(read.fault).toMatch(fault);
});
