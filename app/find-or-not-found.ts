import { notFound } from "next/navigation";
import { NotFoundError } from "#server/platform/errors.ts";

/** Result of a read, or the 404 page if it throws NotFoundError. */
export async function findOrNotFound<Found>(read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotFoundError) notFound();
    throw error;
  }
}
