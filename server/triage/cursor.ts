import { InvalidInputError } from "#server/errors.ts";

/** The last row of a page: its time of death to the microsecond, and its id. Opaque to callers. */
export type Cursor = { at: string; id: string };

const shape = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)\|([0-9a-f-]{36})$/;

export const encodeCursor = ({ at, id }: Cursor): string => Buffer.from(`${at}|${id}`).toString("base64url");

/** Throws 422 for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor {
  const [, at, id] = shape.exec(Buffer.from(text, "base64url").toString("utf8")) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(`${at.replace(" ", "T")}Z`))) {
    throw new InvalidInputError([{ pointer: "/cursor", detail: "is not a cursor of this list; start without one" }]);
  }
  return { at, id };
}
