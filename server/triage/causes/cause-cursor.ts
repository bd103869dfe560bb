import { InvalidInputError } from "#server/platform/errors.ts";
import type { CauseCursor } from "#server/triage/causes/sql/read-causes.ts";

const shape = /^(\d{1,9})\|([1-9]\d{3}-\d\d-\d\d)( \d\d:\d\d:\d\d\.\d{6})\|([0-9a-f]{16})$/;

export const encodeCauseCursor = ({ dead, at, fingerprint }: CauseCursor): string =>
  Buffer.from(`${dead}|${at}|${fingerprint}`).toString("base64url");

/** Throws 422 for anything that `encodeCauseCursor` did not make. */
export function decodeCauseCursor(text: string): CauseCursor {
  const [, dead, day, time, fingerprint] = shape.exec(Buffer.from(text, "base64url").toString("utf8")) ?? [];
  const date = new Date(`${day}T${time?.trim()}Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}`);
  if (!exists || fingerprint === undefined) {
    throw new InvalidInputError([{ pointer: "/cursor", detail: "is not a cursor of this list; start without one" }]);
  }
  return { dead: Number(dead), at: `${day}${time}`, fingerprint };
}
