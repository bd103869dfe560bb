import { AppError } from "#server/platform/errors.ts";

/**
 * The expected version of a change: `If-Match: "7"` gives 7, `*` gives null (any version). Without the header 428. A weak or
 * unknown tag can never match (RFC 9110, 13.1.1), so it is 412.
 */
export function ifMatchOf(headers: Pick<Headers, "get">): number | null {
  const given = headers.get("if-match");
  if (given === null) {
    throw new AppError(
      "precondition_required",
      'Send If-Match with the ETag that you read, such as If-Match: "7", or If-Match: * for any version.',
    );
  }
  if (given === "*") return null;
  const [, version] = /^"(\d{1,9})"$/.exec(given) ?? [];
  if (version === undefined) {
    throw new AppError("precondition_failed", 'If-Match must be one strong ETag of this server, such as "7".');
  }
  return Number(version);
}

/** The strong ETag of a version. */
export const etagOf = (version: number): string => `"${version}"`;
