import type { ProcessKind } from "#server/contracts/monitoring/process.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "note_deploy",
  text: `insert into deploy (kind, at, build) select $1::text, now(), $2::text
           where $2::text is distinct from (select build from deploy where kind = $1::text order by at desc limit 1)
           on conflict do nothing`,
});

/** Records a deploy where the last process of this kind ran another build. Runs once per process, after its first heartbeat. */
export async function recordDeploy(db: Queryable, kind: ProcessKind, build: string): Promise<void> {
  await statement.run(db, [kind, build]);
}
