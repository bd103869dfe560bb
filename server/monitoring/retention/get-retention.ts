import { type RetentionDto, retentionKindNames } from "#server/contracts/monitoring/retention.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { periodsOf } from "#server/monitoring/retention/periods.ts";
import { type RunRow, readRuns } from "#server/monitoring/retention/sql/retention-runs.ts";
import { retentionTasks } from "#server/monitoring/retention/tasks.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/** How often workers begin a run. */
export const everyMilliseconds = 3_600_000;

/** What is kept how long, and what the last run of each kind removed. */
export async function getRetention(): Promise<RetentionDto> {
  const runs = new Map((await readRuns(db())).map((run) => [run.kind, run]));
  const rules = new Map(retentionTasks(periodsOf(env())).map(({ kind, rule }) => [kind, rule]));
  return {
    at: new Date().toISOString(),
    items: retentionKindNames.map((kind) => {
      const run = runs.get(kind);
      return { kind, rule: run?.rule ?? rules.get(kind) ?? "", last: run ? toRunDto(run) : null, nextAt: nextOf(run) };
    }),
  };
}

const nextOf = (run: RunRow | undefined): string | null =>
  run ? new Date(run.startedAt.getTime() + everyMilliseconds).toISOString() : null;

const toRunDto = ({ kind: _, rule: __, startedAt, endedAt, ...run }: RunRow) => ({
  ...run,
  error: maskAddresses(run.error),
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});
