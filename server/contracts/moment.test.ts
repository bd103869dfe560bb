import { expect, test } from "vitest";
import { moment } from "#server/contracts/moment.ts";

const accepts = (text: string) => moment.safeParse(text).success;

test.each(["2026-11-22T03:07:00Z", "2026-11-22T03:07:00.123456+15:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])(
  "%s is a moment",
  (text) => expect(accepts(text)).toBe(true),
);

test.each([
  ...["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00", "2026-11-22T03:07:00+23:59"],
  ...["2026-11-22T03:07:00-16:00", "2026-02-30T00:00:00Z", "2026-11-22T03:07:00", "now"],
])("%s is none that the database takes", (text) => expect(accepts(text)).toBe(false));
