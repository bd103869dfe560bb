import { AppError } from "#server/platform/errors.ts";

/**
 * The version that a change was decided on: `If-Match: "7"` gives 7, `*` gives null (whatever it is now). Without the
 * header 428; a weak or unknown tag can never match (RFC 9110, 13.1.1), so it is 412.
 */
export function ifMatchOf(headers: Pick<Headers, "get">): number | null {
  const given = headers.get("if-match");
  if (given === null) {
    throw new AppError(
      "precondition_required",
      'Send If-Match with the ETag that you read, such as If-Match: "7", or If-Match: * to act whatever it is now.',
    );
  }
  if (given === "*") return null;
  const [, version] = /^"(\d{1,9})"$/.exec(given) ?? [];
  if (version === undefined) {
    throw new AppError("precondition_failed", 'If-Match must be one strong ETag that this server gave, such as "7".');
  }
  return Number(version);
}

/** The strong ETag of a version. */
export const etagOf = (version: number): string => `"${version}"`;
