import * as z from "zod";
import { processDto } from "#server/contracts/monitoring/process.ts";
import { processStateColumn } from "#server/monitoring/processes/sql/process-states.ts";
import { inFlight } from "#server/monitoring/processes/sql/write-heartbeat.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { rowOf } from "#server/platform/database/row-of-dto.ts";

const row = rowOf(processDto.omit({ hands: true })).extend({ at: z.date(), inFlight: z.array(inFlight) });
export type ProcessRow = z.output<typeof row>;

const statement = defineStatement({
  name: "read_processes",
  text: `select now() as at, id, kind, ${processStateColumn} as state, host, pid, build, duties, started_at as "startedAt",
                  seen_at as "seenAt", resident_bytes as "residentBytes", heap_used_bytes as "heapUsedBytes",
                  loop_delay_seconds as "loopDelaySeconds", in_flight as "inFlight"
           from (select * from running_process order by seen_at desc limit $1) newest
           order by array_position(array['silent', 'alive', 'draining', 'gone'], ${processStateColumn}),
                    array_position(array['worker', 'web', 'sink'], kind),
                    case when ${processStateColumn} <> 'gone' then started_at end, seen_at desc, id`,
  row,
});

/** The latest processes: silent ones first, then running ones, then lost ones. A process that crashes at start adds a row each time. */
export const readProcesses = (db: Queryable, limit: number): Promise<ProcessRow[]> => statement.all(db, [limit]);
