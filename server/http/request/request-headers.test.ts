import { describe, expect, it } from "vitest";
import { idempotencyKeyOf } from "#server/http/request/idempotency-key-of.ts";
import { etagOf, ifMatchOf } from "#server/http/request/if-match-of.ts";
import { traceparentOf } from "#server/http/request/traceparent-of.ts";
import { AppError } from "#server/platform/errors.ts";

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error.code;
  }
  return "none";
};

describe("ifMatchOf", () => {
  const of = (value?: string) => ifMatchOf(new Headers(value === undefined ? {} : { "if-match": value }));

  it("reads the version that etagOf wrote", () => {
    expect(of(etagOf(7))).toBe(7);
  });

  it("takes * for whatever it is now", () => {
    expect(of("*")).toBeNull();
  });

  it("asks for the header with 428", () => {
    expect(codeOf(() => of())).toBe("precondition_required");
  });

  it.each(['W/"7"', "7", '"7", "8"', '"x"', '""', '"99999999999"', '"-1"'])("never matches %s: 412", (value) => {
    expect(codeOf(() => of(value))).toBe("precondition_failed");
  });
});

describe("idempotencyKeyOf", () => {
  const of = (value?: string) => idempotencyKeyOf(new Headers(value === undefined ? {} : { "idempotency-key": value }));

  it("means the same key by the structured and the bare form", () => {
    expect(of('"8e03978e-40d5"')).toBe("8e03978e-40d5");
    expect(of("8e03978e-40d5")).toBe("8e03978e-40d5");
    expect(of('"a\\"b\\\\c"')).toBe('a"b\\c');
    expect(of()).toBeNull();
  });

  it.each(['""', "", '"open', '"a"b', '"a\\x"', "ä", `${"k".repeat(201)}`])("refuses %j", (value) => {
    expect(codeOf(() => of(value))).toBe("invalid_input");
  });

  it("takes 200 characters", () => {
    expect(of("k".repeat(200))).toHaveLength(200);
  });
});

describe("traceparentOf", () => {
  const valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const of = (value: string) => traceparentOf(new Headers({ traceparent: value }));

  it("keeps a valid one", () => {
    expect(of(valid)).toBe(valid);
  });

  it.each([
    "",
    valid.toUpperCase(),
    valid.replace("00-", "ff-"),
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`,
    `${valid}-extra`,
    "'; drop table x",
  ])("ignores %j", (value) => {
    expect(of(value)).toBeNull();
  });
});
