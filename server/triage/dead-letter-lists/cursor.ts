import * as z from "zod";
import { InvalidInputError } from "#server/platform/errors.ts";

/**
 * The last row of a page: its time of death to the microsecond, its id, and how many rows a search had looked at up to it.
 * Opaque to callers.
 */
export type Cursor = { at: string; id: string; searched?: number };

const shape = /^([1-9]\d{3}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/;
const uuid = z.uuid();

export const encodeCursor = ({ at, id, searched }: Cursor): string =>
  Buffer.from([at, id, ...(searched ? [searched] : [])].join("|")).toString("base64url");

/** Throws 422 for anything that `encodeCursor` did not make, days that no calendar has included. */
export function decodeCursor(text: string): Cursor {
  const [at = "", id = "", searched = ""] = Buffer.from(text, "base64url").toString("utf8").split("|");
  const [, day, time] = shape.exec(at) ?? [];
  const date = new Date(`${day}T${time}Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}`);
  if (!exists || !uuid.safeParse(id).success) {
    throw new InvalidInputError([{ pointer: "/cursor", detail: "is not a cursor of this list; start without one" }]);
  }
  return { at, id, ...(/^\d{1,12}$/.test(searched) ? { searched: Number(searched) } : {}) };
}
