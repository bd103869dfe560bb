import * as z from "zod";

const error = "must be a time such as 2026-11-22T03:07:00Z";
const tooFarFromUtc = /[+-](1[6-9]|2\d):\d\d$/;

/** The calendar that PostgreSQL, JavaScript and RFC 3339 share: years 1 to 9999 in UTC, and offsets below 16 hours. */
function isShared(text: string): boolean {
  const year = new Date(text).getUTCFullYear();
  return year >= 1 && year <= 9999 && !tooFarFromUtc.test(text);
}

/** A time with its offset, given by a user. */
export const moment = z.iso.datetime({ offset: true, error }).refine(isShared, { error });
