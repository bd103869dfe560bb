import { isTransientError } from "#server/platform/database/is-database-unavailable.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const logger = logFor("deliveries");

/**
 * Runs a settling transaction until it commits, for as long as the process lives: what was sent and is not written down
 * would be sent again. Repeating is safe because every settling statement is fenced by the try's number.
 */
export async function persist<T>(settle: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await settle();
    } catch (error) {
      if (!isTransientError(error)) throw error;
      logger.warn({ err: error, failures }, "settling a delivery failed; trying again");
      await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 50 * 2 ** failures)));
    }
  }
}
