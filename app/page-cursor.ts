import { InvalidInputError } from "#server/platform/errors.ts";

/**
 * The cursor in a page's address, or null for the first page. An invalid cursor is ignored, like a filter that does not
 * parse. The API answers 422 for it.
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
