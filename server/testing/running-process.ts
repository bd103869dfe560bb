import type pg from "pg";

/** Moves the last heartbeat of every process into the past. */
export async function ageHeartbeats(pool: pg.Pool, seconds: number): Promise<void> {
  await pool.query("update running_process set seen_at = seen_at - make_interval(secs => $1)", [seconds]);
}

/** Inserts a delivering worker with a heartbeat of now. */
export async function insertRunningProcess(pool: pg.Pool): Promise<void> {
  await pool.query(
    `insert into running_process (id, kind, host, pid, build, duties, started_at, seen_at, resident_bytes, heap_used_bytes, loop_delay_seconds)
     values (gen_random_uuid(), 'worker', 'test', 1, 'test', '{relay,deliver,collect}', now(), now(), 1, 1, 0)`,
  );
}
