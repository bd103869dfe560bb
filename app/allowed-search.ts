import { AppError } from "#server/errors.ts";

/** What a search may look into, or the refusal of one too many: a page shows it in words. */
export async function allowedSearch<Found>(ask: () => Promise<Found>): Promise<Found | AppError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.code === "too_many_tries") return error;
    throw error;
  }
}
