import * as z from "zod";
import { probeIntake } from "#server/monitoring/metrics/sql/probe-intake.ts";
import { db } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { pendingMigrations } from "#server/platform/migrations/pending-migrations.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const status = z.enum(["pass", "fail"]);

/** application/health+json. Public, so a reason never quotes PostgreSQL's message. */
export const healthDto = z.object({
  status,
  releaseId: z.string(),
  output: z.string().optional(),
  checks: z.record(z.string(), z.array(z.object({ status, time: z.iso.datetime(), output: z.string().optional() }))),
});
export type HealthDto = z.output<typeof healthDto>;

const timeoutMilliseconds = 1_500;
const freshMilliseconds = 1_000;

let heldReason: string | null = null;
let latest: { at: number; answer: Promise<HealthDto> } | undefined;

/** Makes this process unready for a reason, such as pages that are being prepared. Null clears it. Takes effect immediately. */
export function holdReadiness(reason: string | null): void {
  heldReason = reason;
  latest = undefined;
}

type Findings = { database?: string; migrations?: string; intake?: string };

function health({ database, migrations, intake }: Findings): HealthDto {
  const time = new Date().toISOString();
  const check = (reason: string | undefined) => [
    reason === undefined ? { status: "pass" as const, time } : { status: "fail" as const, time, output: reason },
  ];
  const own = heldReason ?? undefined;
  const reasons = [own, database, migrations, intake].filter((reason) => reason !== undefined);
  return {
    status: reasons.length === 0 ? "pass" : "fail",
    releaseId: buildId(),
    ...(reasons.length === 0 ? {} : { output: reasons.join("; ") }),
    checks: {
      process: check(own),
      "database:connection": check(database),
      "database:migrations": check(migrations),
      "database:intake": check(intake),
    },
  };
}

const readOnly = "the database accepts no writes: it is a standby or read-only";

async function find(): Promise<Findings> {
  const pending = await pendingMigrations(db());
  if (pending.length > 0) return { migrations: `${pending.length} pending migrations: run \`npm run migrate\`` };
  return (await probeIntake(db(), timeoutMilliseconds)) ? {} : { intake: readOnly };
}

/** The finding for a SQLSTATE. PostgreSQL's own message may name hosts, roles and data. */
function findingOf(error: unknown): Findings {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "55P03") return { intake: "the tables of the intake are locked" };
  if (code === "25006") return { intake: readOnly };
  if (code === "42501") return { intake: "the database role lacks the right to write to the tables of the intake" };
  if (code === "53300") return { database: "the database has no free connection" };
  return { database: "the database does not respond" };
}

let checking: Promise<Findings> | undefined;

/** One check at a time: a database that hangs must not use up every connection. */
function checkDatabase(): Promise<Findings> {
  checking ??= find().finally(() => {
    checking = undefined;
  });
  return checking;
}

async function look(): Promise<HealthDto> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the health check timed out")), timeoutMilliseconds);
    });
    return health(await Promise.race([checkDatabase(), late]));
  } catch (error) {
    logFor("health").debug({ err: error }, "the health check failed");
    return health(findingOf(error));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether messages can be accepted: the database responds, has every migration of this build, accepts writes, and no lock blocks
 * the tables of the intake. Never throws, takes 2 s at most, and queries the database once per second at most.
 */
export function checkHealth(): Promise<HealthDto> {
  if (!latest || Date.now() - latest.at > freshMilliseconds) latest = { at: Date.now(), answer: look() };
  return latest.answer;
}
