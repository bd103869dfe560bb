import * as fc from "fast-check";
import pg from "pg";
import { expect, test } from "vitest";
import { parseTimestamp } from "#server/platform/parse-timestamp.ts";

const general = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, "text") as (text: string) => Date | number;

test.each([
  "2026-11-28 09:14:02+00",
  "2026-11-28 09:14:02.1+00",
  "2026-11-28 09:14:02.123456+00",
  "2026-02-29 09:14:02.123456+00",
  "0001-01-01 00:00:00+00",
  "10000-01-01 00:00:00+00",
  "2026-11-28 09:14:02.123456+05:30",
  "2026-11-28 09:14:02-03",
  "0044-03-15 12:00:00+00 BC",
  "infinity",
  "-infinity",
])("%s is read as pg reads it", (text) => {
  expect(parseTimestamp(text)).toEqual(general(text));
});

test("parses every UTC timestamp as pg does, to the millisecond", () => {
  const moments = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  const digits = fc.stringMatching(/^(\.\d{1,6})?$/);
  fc.assert(
    fc.property(moments, digits, (moment, fraction) => {
      const text = `${moment.toISOString().slice(0, 19).replace("T", " ")}${fraction}+00`;
      expect(parseTimestamp(text)).toEqual(general(text));
    }),
  );
});
