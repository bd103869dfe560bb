import { AppError } from "#server/platform/errors.ts";

/** Which fields a search may look into, or a refusal above the limit, which the page shows. */
export async function allowedSearch<Found>(ask: () => Promise<Found>): Promise<Found | AppError> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.code === "too_many_tries") return error;
    throw error;
  }
}
