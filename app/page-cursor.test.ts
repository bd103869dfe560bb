import { expect, test } from "vitest";
import { pageCursor } from "#app/page-cursor.ts";
import { readCursor, writeCursor } from "#server/adapters/local-mail-server/mail-cursor.ts";
import { decodeCauseCursor } from "#server/triage/causes/cause-cursor.ts";
import { decodeCursor, encodeCursor } from "#server/triage/keyset/cursor.ts";

const id = "0191d0a4-7f3c-4f6e-9a52-4f1c8be20a17";
const hostile = ["zz", "", "%00", "null", "x".repeat(5_000), Buffer.from('["x"]').toString("base64url"), ["a", "b"]];

test.each([
  ["mails", readCursor] as const,
  ["dead letters", decodeCursor] as const,
  ["causes", decodeCauseCursor] as const,
])("an invalid cursor of %s gives the first page", (_, decode) => {
  for (const given of [...hostile, undefined]) expect(pageCursor(given, decode)).toBeNull();
});

test("a valid cursor is kept", () => {
  const at = "2026-11-30 12:00:00.000001";
  expect(pageCursor(encodeCursor({ at, id }), decodeCursor)).toBe(encodeCursor({ at, id }));
  expect(pageCursor(writeCursor([at, id]), readCursor)).toBe(writeCursor([at, id]));
});

test("other errors are thrown", () => {
  const failing = () => {
    throw new Error("broken");
  };
  expect(() => pageCursor("x", failing)).toThrow("broken");
});
