import { expect, test } from "vitest";
import { emailAddress, maskEmail, plainText } from "#server/contracts/email-address.ts";

const accepts = (value: string) => plainText(120).safeParse(value).success;

test.each(["Ada", " Ada Lovelace ", "Zoë", "李小龍", "O'Brien-Smith", "👩🏽‍🚀", "محمد"])("%j is a name", (name) => {
  expect(accepts(name)).toBe(true);
});

test.each([
  ["nothing", "   "],
  ["a zero-width space", "\u200b"],
  ["a Hangul filler", "\u3164"],
  ["tag characters", "\u{e0041}\u{e0042}"],
  ["a direction mark", "\u202e"],
  ["a line break", "Ada\r\nBcc: x@example.com"],
  ["NUL", "Ada\0"],
  ["a lone surrogate", "Ada\ud800"],
])("a name of %s is refused", (_what, name) => {
  expect(accepts(name)).toBe(false);
});

test.each([
  "a@b.c\r\nBcc:x@y.example",
  '"x" <a@example.com>, c@d.example',
  "a@b",
  "",
  `${"a".repeat(250)}@example.com`,
])("%j is not one plain address", (address) => {
  expect(emailAddress.safeParse(address).success).toBe(false);
});

test("a masked address keeps its first letter and its domain", () => {
  expect(maskEmail("ada@example.com")).toBe("a•••@example.com");
  expect(maskEmail("nonsense")).toBe("•••");
});
