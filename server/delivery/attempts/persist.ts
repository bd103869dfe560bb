import { logFor } from "#server/platform/telemetry/log.ts";

const logger = logFor("deliveries");

/** Lost connections, a server that restarts or is full, timed out statements: temporary errors. */
const passing = /^(08|53|57|40|25P03|55P03)/;

/**
 * Runs a settling transaction until it commits: an effect that is not recorded would be repeated. Repeating is safe because
 * every settling statement is fenced by the number of the attempt.
 */
export async function persist<T>(settle: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await settle();
    } catch (error) {
      if (!isPassing(error)) throw error;
      logger.warn({ err: error, failures }, "settling a delivery failed; retrying");
      await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, 50 * 2 ** failures)));
    }
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  // node-postgres reports a lost connection without a code.
  return passing.test(code) || code.startsWith("E") || (code === "" && /connection|timeout/i.test(error.message));
}
