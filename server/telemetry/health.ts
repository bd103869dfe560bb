import * as z from "zod";
import { db } from "#server/db.ts";
import { buildId } from "#server/env.ts";
import { pendingMigrations } from "#server/migrations/pending-migrations.ts";
import { logFor } from "#server/telemetry/log.ts";

const status = z.enum(["pass", "fail"]);

/** application/health+json. Public, so a reason never quotes what the database said. */
export const healthDto = z.object({
  status,
  releaseId: z.string(),
  output: z.string().optional(),
  checks: z.record(z.string(), z.array(z.object({ status, time: z.iso.datetime(), output: z.string().optional() }))),
});
export type HealthDto = z.output<typeof healthDto>;

const patienceMilliseconds = 1_500;
const freshMilliseconds = 1_000;

let hold: string | null = null;

/** Keeps this process unready for a reason of its own, such as pages that are being prepared; null lets go. */
export function holdReadiness(reason: string | null): void {
  hold = reason;
}

function health(database: string | null, migrations: string | null): HealthDto {
  const time = new Date().toISOString();
  const check = (reason: string | null) => [
    reason === null ? { status: "pass" as const, time } : { status: "fail" as const, time, output: reason },
  ];
  const reasons = [hold, database, migrations].filter((reason) => reason !== null);
  return {
    status: reasons.length === 0 ? "pass" : "fail",
    releaseId: buildId(),
    ...(reasons.length === 0 ? {} : { output: reasons.join("; ") }),
    checks: { process: check(hold), "database:connection": check(database), "database:migrations": check(migrations) },
  };
}

let asking: Promise<string[]> | undefined;

/** One question at a time: a database that hangs must not be asked until every connection hangs. */
function askDatabase(): Promise<string[]> {
  asking ??= pendingMigrations(db()).finally(() => {
    asking = undefined;
  });
  return asking;
}

async function look(): Promise<HealthDto> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("no answer in time")), patienceMilliseconds);
    });
    const pending = await Promise.race([askDatabase(), late]);
    const missing = pending.length === 0 ? null : `${pending.length} pending: run \`npm run migrate\``;
    return health(null, missing && `migrations are ${missing}`);
  } catch (error) {
    logFor("health").debug({ err: error }, "the database does not answer");
    return health("the database does not answer", null);
  } finally {
    clearTimeout(timer);
  }
}

let latest: { at: number; answer: Promise<HealthDto> } | undefined;

/**
 * Whether orders can be taken: the database answers and has every migration of this build. Never throws, answers within
 * 2 s even when the database hangs, and asks it at most once a second however many probes there are.
 */
export function checkHealth(): Promise<HealthDto> {
  if (!latest || Date.now() - latest.at > freshMilliseconds) latest = { at: Date.now(), answer: look() };
  return latest.answer;
}
