import * as z from "zod";
import type { ProcessKind } from "#server/contracts/monitoring/process.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** Identity of a process: the same in all of its heartbeats. */
export type ProcessIdentity = {
  id: string;
  kind: ProcessKind;
  host: string;
  pid: number;
  build: string;
  duties: readonly string[];
};

/** How many deliveries of a handler are in flight in a process, and how many may be. */
export const inFlight = z.object({ handler: z.string(), inFlight: z.int(), concurrency: z.int() });
export type InFlight = z.output<typeof inFlight>;

/** The state of a process at one heartbeat. */
export type ProcessReport = {
  draining: boolean;
  uptimeSeconds: number;
  residentBytes: number;
  heapUsedBytes: number;
  loopDelaySeconds: number;
  inFlight: readonly InFlight[];
};

const statement = defineStatement({
  name: "write_beat",
  text: `insert into running_process (id, kind, host, pid, build, duties, started_at, seen_at, draining, resident_bytes,
                                       heap_used_bytes, loop_delay_seconds, in_flight)
           values ($1, $2, $3, $4, $5, $6, now() - make_interval(secs => $7), now(), $8, $9, $10, $11, $12)
           on conflict (id) do update
           set seen_at = now(), draining = excluded.draining, resident_bytes = excluded.resident_bytes,
               heap_used_bytes = excluded.heap_used_bytes, loop_delay_seconds = excluded.loop_delay_seconds,
               in_flight = excluded.in_flight`,
});

/** Writes one heartbeat by the database's clock, which all processes share. Inserts the row where it was deleted meanwhile. */
export async function writeHeartbeat(db: Queryable, identity: ProcessIdentity, report: ProcessReport): Promise<void> {
  await statement.run(db, [
    ...[identity.id, identity.kind, identity.host, identity.pid, identity.build, identity.duties],
    ...[report.uptimeSeconds, report.draining, report.residentBytes, report.heapUsedBytes, report.loopDelaySeconds],
    JSON.stringify(report.inFlight),
  ]);
}
