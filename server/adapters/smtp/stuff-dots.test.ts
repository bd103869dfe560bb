import { expect, it } from "vitest";
import { stuffDots } from "#server/adapters/smtp/stuff-dots.ts";

it.each([
  ["a\r\nb\r\n", "a\r\nb\r\n"],
  ["a", "a\r\n"],
  [".", "..\r\n"],
  ["..a\r\n.\r\n", "...a\r\n..\r\n"],
  ["a\n.\nb", "a\r\n..\r\nb\r\n"],
  ["a\r.\rb", "a\r\n..\r\nb\r\n"],
  ["a\r\r\n.", "a\r\n\r\n..\r\n"],
  ["a\n\r.", "a\r\n\r\n..\r\n"],
  ["a.b\r\n", "a.b\r\n"],
  ["\r\n\r\n", "\r\n\r\n"],
  ["", ""],
])("carries %j as %j", (message, carried) => {
  expect(stuffDots(Buffer.from(message)).toString()).toBe(carried);
});
