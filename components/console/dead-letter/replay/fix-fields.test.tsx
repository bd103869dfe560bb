import { expect, test } from "vitest";
import { fixButton, fixFaults, fixFields, isChanged } from "#components/console/dead-letter/replay/fix-fields.ts";
import { suggestAddress } from "#server/contracts/suggest-address.ts";
import type { FixDto } from "#server/contracts/triage/dead-letter.ts";

const fix: FixDto = {
  id: "correct-recipient",
  label: "Correct the e-mail address",
  suggested: true,
  input: {
    type: "object",
    properties: {
      email: { type: "string", maxLength: 254, title: "E-mail address" },
      updateCustomer: { type: "boolean", default: false },
    },
    required: ["email"],
  },
  initial: { email: "bounce+ada@example.com", updateCustomer: false },
};
const fields = fixFields(fix);

test("derives labelled fields from the schema of a fix", () => {
  expect(fields).toEqual([
    { key: "email", label: "E-mail address", kind: "email", required: true },
    { key: "updateCustomer", label: "Update customer", kind: "check", required: false },
  ]);
});

test("the button names the recipient", () => {
  expect(fixButton(fields, { email: "ada@example.com" })).toBe("Fix & replay to ada@example.com");
  expect(fixButton([], {})).toBe("Fix & replay");
});

test("a changed checkbox alone is not a change", () => {
  expect(isChanged(fields, fix, { ...fix.initial, updateCustomer: true })).toBe(false);
  expect(isChanged(fields, fix, { email: "ada@example.com" })).toBe(true);
});

test("reports an invalid address before sending", () => {
  expect(fixFaults(fields, { email: "ada at home" }).email).toMatch(/must be an e-mail address/);
  expect(fixFaults(fields, { email: "ada@example.com" })).toEqual({});
});

test.each([
  ["ada@gmial.com", "ada@gmail.com"],
  ["bounce+ada@example.com", "ada@example.com"],
  ["busy3+ada@example.com", "ada@example.com"],
  ["ada+shop@example.com", null],
  ["ada@example.com", null],
  ["nonsense", null],
  ["a•••@gmial.com", null],
])("suggests for %s: %s", (address, guess) => {
  expect(suggestAddress(address)).toBe(guess);
});
