import type { RetentionKind } from "#server/contracts/monitoring/retention.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** One run per kind at a time: of several workers one starts it, the others skip it within this time. */
const restMinutes = 30;

const begin = defineStatement({
  name: "begin_retention_run",
  text: `insert into retention_run as r (kind, rule, started_at) values ($1, $2, now())
           on conflict (kind) do update
           set rule = excluded.rule, started_at = now(), ended_at = null, rows = 0, batches = 0, error = null
           where r.started_at < now() - make_interval(mins => ${restMinutes})`,
});

/** False where a run of this kind started within the last half hour. */
export const beginRun = async (db: Queryable, run: { kind: RetentionKind; rule: string }): Promise<boolean> =>
  (await begin.run(db, [run.kind, run.rule])) === 1;

const end = defineStatement({
  name: "end_retention_run",
  text: `update retention_run set ended_at = now(), rows = $2::int, batches = $3, error = $4, rows_total = rows_total + $2::int
           where kind = $1`,
});

/** Records the result of a run. */
export async function endRun(
  db: Queryable,
  run: { kind: RetentionKind; rows: number; batches: number; error: string | null },
): Promise<void> {
  await end.run(db, [run.kind, run.rows, run.batches, run.error]);
}
