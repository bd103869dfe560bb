import * as z from "zod";
import { InvalidInputError } from "#server/platform/errors.ts";

/** The time of a page's last mail, as PostgreSQL's text: a Date would lose its microseconds and repeat or skip mails. */
const moment = z
  .string()
  .regex(/^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/)
  .refine((text) => {
    const date = new Date(`${text.replace(" ", "T")}Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10));
  });
const position = z.tuple([moment, z.uuid()]);
export type MailPosition = z.output<typeof position>;

export const writeCursor = (at: MailPosition): string => Buffer.from(JSON.stringify(at)).toString("base64url");

/** Parses a cursor. Throws InvalidInputError for one that this server did not issue. */
export function readCursor(cursor: string): MailPosition {
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new InvalidInputError([{ pointer: "/cursor", detail: "must be a nextCursor of this list" }]);
  }
}
