import * as z from "zod";
import { InvalidInputError } from "#server/platform/errors.ts";

const dateAndTime = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/;

/** A time in UTC as PostgreSQL writes it, to the microsecond, which a Date cannot carry. Its day exists in the calendar. */
export const exactTime = z.string().refine((text) => {
  const [, day, time] = dateAndTime.exec(text) ?? [];
  const date = new Date(`${day}T${time}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}`);
});

/** Writes the sort key of a page's last row as opaque text, and reads it back. Throws 422 for any other text. */
export function createCursorCodec<Position>(position: z.ZodType<Position>) {
  return {
    encode: (key: Position): string => Buffer.from(JSON.stringify(key)).toString("base64url"),
    decode(text: string): Position {
      try {
        return position.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
      } catch {
        throw new InvalidInputError([
          { pointer: "/cursor", detail: "is not a valid cursor of this list. Omit it for the first page" },
        ]);
      }
    },
  };
}
