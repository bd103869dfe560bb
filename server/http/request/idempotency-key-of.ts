import { InvalidInputError } from "#server/platform/errors.ts";

const structured = /^"((?:[^"\\]|\\["\\])*)"$/;
const printable = /^[\x20-\x7e]{1,200}$/;

/** The Idempotency-Key of a request, or null: a structured field string (RFC 9651), or the bare form of most clients. */
export function idempotencyKeyOf(headers: Pick<Headers, "get">): string | null {
  const given = headers.get("idempotency-key");
  if (given === null) return null;
  const key = given.startsWith('"') ? structured.exec(given)?.[1]?.replace(/\\(["\\])/g, "$1") : given;
  if (key === undefined || !printable.test(key)) {
    throw new InvalidInputError(
      [],
      'Idempotency-Key must be 1 to 200 printable ASCII characters, bare or as "…" with \\" and \\\\ escaped.',
    );
  }
  return key;
}
