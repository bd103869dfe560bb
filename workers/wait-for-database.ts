import type pg from "pg";
import { EnvError } from "#server/platform/env/env.ts";
import { explainTlsFailure } from "#server/platform/env/require-database-tls.ts";
import { pendingMigrations } from "#server/platform/migrations/pending-migrations.ts";
import { isQueueInstalled } from "#server/platform/pgboss/is-queue-installed.ts";
import type { log } from "#server/platform/telemetry/log.ts";
import { createWakeup } from "#server/platform/wakeups/wakeup.ts";

const pauseMilliseconds = 500;

/** Waits until the database answers and has every migration of this build and pg-boss's schema. Logs each reason once. Throws an EnvError if TLS fails. */
export async function waitForDatabase(pool: pg.Pool, logger: typeof log, signal: AbortSignal): Promise<void> {
  const wakeup = createWakeup();
  let said = "";
  while (!signal.aborted) {
    const reason = await whyNotReady(pool);
    if (reason === null) return;
    if (reason.kind !== said) logger.warn(reason.sentence);
    said = reason.kind;
    await wakeup.wait(pauseMilliseconds, signal);
  }
}

async function whyNotReady(pool: pg.Pool): Promise<{ kind: string; sentence: string } | null> {
  try {
    const missing = await pendingMigrations(pool);
    if (missing.length === 0 && !(await isQueueInstalled(pool))) missing.push("the queue's schema");
    if (missing.length === 0) return null;
    return {
      kind: "migrations",
      sentence: `waiting for migrations: run \`npm run migrate\` (missing: ${missing.join(", ")})`,
    };
  } catch (error) {
    // Waiting does not help: the process ends with the remedy.
    const fault = explainTlsFailure(error);
    if (fault !== null) throw new EnvError(fault);
    const cause = error instanceof Error ? error.message || String(error) : String(error);
    return { kind: "database", sentence: `waiting for the database: ${cause}` };
  }
}
