import { InvalidInputError } from "#server/platform/errors.ts";

/** The cursor of a page's URL, or null for the first page. Invalid ones are ignored; the API answers them with 422. */
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
