import type { ProcessKind, ProcessState } from "#server/contracts/monitoring/process.ts";
import { processStateColumn } from "#server/monitoring/processes/sql/process-states.ts";
import type { Hand } from "#server/monitoring/processes/sql/write-beat.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type ProcessRow = {
  at: Date;
  id: string;
  kind: ProcessKind;
  state: ProcessState;
  host: string;
  pid: number;
  build: string;
  duties: string[];
  startedAt: Date;
  seenAt: Date;
  residentBytes: number;
  heapUsedBytes: number;
  loopDelaySeconds: number;
  hands: Hand[];
};

/** Who is missed comes first, then who runs, then who is gone; one that dies at every start makes a row each time. */
export async function readProcesses(queryable: Queryable, limit: number): Promise<ProcessRow[]> {
  const { rows } = await queryable.query<ProcessRow>({
    name: "read_processes",
    text: `select now() as at, id, kind, ${processStateColumn} as state, host, pid, build, duties, started_at as "startedAt",
                  seen_at as "seenAt", resident_bytes as "residentBytes", heap_used_bytes as "heapUsedBytes",
                  loop_delay_seconds as "loopDelaySeconds", hands
           from (select * from running_process order by seen_at desc limit $1) newest
           order by array_position(array['silent', 'alive', 'draining', 'gone'], ${processStateColumn}),
                    array_position(array['worker', 'web', 'sink'], kind),
                    case when ${processStateColumn} <> 'gone' then started_at end, seen_at desc, id`,
    values: [limit],
  });
  return rows;
}
