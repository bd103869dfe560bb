import { notFound } from "next/navigation";
import { NotFoundError } from "#server/platform/errors.ts";

/** What a verb finds; a 404 page where it says that there is nothing of that id. */
export async function findOrNotFound<Found>(read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
