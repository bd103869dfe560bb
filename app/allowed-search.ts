import { AppError } from "#server/platform/errors.ts";

/** Permitted search fields, or the error above the limit, which the page shows. */
export async function allowedSearch<Found>(ask: () => Promise<Found>): Promise<Found | AppError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.code === "too_many_tries") return error;
    throw error;
  }
}
