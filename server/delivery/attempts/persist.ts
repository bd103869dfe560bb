import { isTransientError } from "#server/platform/database/is-database-unavailable.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const logger = logFor("deliveries");

/**
 * Runs a settling transaction until it commits: an effect that is not recorded would be repeated. Repeating is safe because
 * every settling statement is fenced by the number of the attempt.
 */
export async function persist<T>(settle: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await settle();
    } catch (error) {
      if (!isTransientError(error)) throw error;
      logger.warn({ err: error, failures }, "settling a delivery failed; retrying");
      await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 50 * 2 ** failures)));
    }
  }
}
