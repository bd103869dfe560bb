import { InvalidInputError } from "#server/platform/errors.ts";

/**
 * Cursor in the URL of a page, or null for the first page. Invalid cursors are ignored, like invalid filters. The API
 * returns 422 for them.
 */
export function pageCursor(given: string | string[] | undefined, decode: (cursor: string) => unknown): string | null {
  if (typeof given !== "string" || given === "") return null;
  try {
    decode(given);
    return given;
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}
