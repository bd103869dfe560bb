import type { ProcessKind } from "#server/contracts/monitoring/process.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/** Notes that processes of this kind run another build from now on. Asked once per process, after its first beat. */
export async function noteDeploy(queryable: Queryable, kind: ProcessKind, build: string): Promise<void> {
  await queryable.query({
    name: "note_deploy",
    text: `insert into deploy (kind, at, build) select $1::text, now(), $2::text
           where $2::text is distinct from (select build from deploy where kind = $1::text order by at desc limit 1)
           on conflict do nothing`,
    values: [kind, build],
  });
}
