import type { RetentionKind } from "#server/contracts/monitoring/retention.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/** One run per kind at a time: of several workers one gets it, the others leave it for so long. */
const restMinutes = 30;

/** False where one began within the last half hour: whoever did has it, or died over it. */
export async function beginRun(queryable: Queryable, run: { kind: RetentionKind; rule: string }): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "begin_retention_run",
    text: `insert into retention_run as r (kind, rule, started_at) values ($1, $2, now())
           on conflict (kind) do update
           set rule = excluded.rule, started_at = now(), ended_at = null, rows = 0, batches = 0, error = null
           where r.started_at < now() - make_interval(mins => ${restMinutes})`,
    values: [run.kind, run.rule],
  });
  return rowCount === 1;
}

export async function endRun(
  queryable: Queryable,
  run: { kind: RetentionKind; rows: number; batches: number; error: string | null },
): Promise<void> {
  await queryable.query({
    name: "end_retention_run",
    text: `update retention_run set ended_at = now(), rows = $2::int, batches = $3, error = $4, rows_total = rows_total + $2::int
           where kind = $1`,
    values: [run.kind, run.rows, run.batches, run.error],
  });
}

export type RunRow = {
  kind: RetentionKind;
  rule: string;
  startedAt: Date;
  endedAt: Date | null;
  rows: number;
  batches: number;
  error: string | null;
  rowsTotal: number;
};

export async function readRuns(queryable: Queryable): Promise<RunRow[]> {
  const { rows } = await queryable.query<RunRow>({
    name: "read_retention_runs",
    text: `select kind, rule, started_at as "startedAt", ended_at as "endedAt", rows, batches, error, rows_total as "rowsTotal"
           from retention_run`,
  });
  return rows;
}
