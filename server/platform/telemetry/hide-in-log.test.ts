import { expect, test } from "vitest";
import { hideInLog } from "#server/platform/telemetry/hide-in-log.ts";
import { serializeError } from "#server/platform/telemetry/serialize-error.ts";

test.each([
  ["ada@example.com was refused", "•••@example.com was refused"],
  ["to <bounce+ada.l@example.com>,grace@example.org", "to <•••@example.com>,•••@example.org"],
  ["postgresql://redeliver:canary@db.example.com/redeliver", "postgresql://•••@db.example.com/redeliver"],
  ["no address", "no address"],
])("%j is logged as %j", (text, hidden) => {
  const line = JSON.stringify({ msg: text });
  expect(JSON.parse(hideInLog(line))).toEqual({ msg: hidden });
});

test("keeps JSON valid where an escape precedes the address", () => {
  for (const before of ["\n", "\t", "\\", "\u0001", '"', "é\u0001", "\\u0041"]) {
    const hidden = hideInLog(JSON.stringify({ msg: `${before}ada@example.com` }));
    expect(hidden).not.toContain("ada");
    expect(() => JSON.parse(hidden)).not.toThrow();
  }
});

test("keeps the fields of an error that identify its cause, and not the row that PostgreSQL quotes", () => {
  const cause = Object.assign(new Error('duplicate key value violates unique constraint "customer_email_key"'), {
    code: "23505",
    detail: "Key (email)=(ada@example.com) already exists.",
    where: "Zebedee",
    parameters: ["Zebedee"],
  });
  const logged = serializeError(new Error("it failed", { cause }));
  expect(logged).toMatchObject({ type: "Error", message: "it failed", cause: { code: "23505" } });
  expect(JSON.stringify(logged)).not.toMatch(/Zebedee|Key \(email\)/);
  expect(serializeError("a text")).toBe("a text");
});
