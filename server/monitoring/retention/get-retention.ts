import { type RetentionDto, retentionKindNames } from "#server/contracts/monitoring/retention.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { periodsOf } from "#server/monitoring/retention/periods.ts";
import { retentionTasks } from "#server/monitoring/retention/tasks.ts";
import { prisma } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/** The interval at which workers start a run. */
export const everyMilliseconds = 3_600_000;

/** Lists the retention rules, and the last run of each kind. */
export async function getRetention(): Promise<RetentionDto> {
  const runs = new Map((await prisma().retentionRun.findMany()).map((run) => [run.kind, run]));
  const rules = new Map(retentionTasks(periodsOf(env())).map(({ kind, rule }) => [kind, rule]));
  return {
    at: new Date().toISOString(),
    items: retentionKindNames.map((kind) => {
      const run = runs.get(kind);
      if (!run) return { kind, rule: rules.get(kind) ?? "", last: null, nextAt: null };
      const { rule, startedAt, endedAt, rows, batches, error, rowsTotal } = run;
      const last = { rows, batches, error: maskAddresses(error), rowsTotal: Number(rowsTotal) };
      return {
        ...{ kind, rule, nextAt: new Date(startedAt.getTime() + everyMilliseconds).toISOString() },
        last: { ...last, startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
      };
    }),
  };
}
