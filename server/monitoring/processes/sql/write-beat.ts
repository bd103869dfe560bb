import type { ProcessKind } from "#server/contracts/monitoring/process.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/** Who a process is: the same in all of its beats. */
export type ProcessIdentity = {
  id: string;
  kind: ProcessKind;
  host: string;
  pid: number;
  build: string;
  duties: readonly string[];
};
export type Hand = { handler: string; inHand: number; concurrency: number };
export type Beat = {
  draining: boolean;
  uptimeSeconds: number;
  residentBytes: number;
  heapUsedBytes: number;
  loopDelaySeconds: number;
  hands: readonly Hand[];
};

/** One beat, by the database's clock: the only one that all processes share. A row that was removed meanwhile is back. */
export async function writeBeat(queryable: Queryable, identity: ProcessIdentity, beat: Beat): Promise<void> {
  await queryable.query({
    name: "write_beat",
    text: `insert into running_process (id, kind, host, pid, build, duties, started_at, seen_at, draining, resident_bytes,
                                       heap_used_bytes, loop_delay_seconds, hands)
           values ($1, $2, $3, $4, $5, $6, now() - make_interval(secs => $7), now(), $8, $9, $10, $11, $12)
           on conflict (id) do update
           set seen_at = now(), draining = excluded.draining, resident_bytes = excluded.resident_bytes,
               heap_used_bytes = excluded.heap_used_bytes, loop_delay_seconds = excluded.loop_delay_seconds,
               hands = excluded.hands`,
    values: [
      ...[identity.id, identity.kind, identity.host, identity.pid, identity.build, identity.duties],
      ...[beat.uptimeSeconds, beat.draining, beat.residentBytes, beat.heapUsedBytes, beat.loopDelaySeconds],
      JSON.stringify(beat.hands),
    ],
  });
}
