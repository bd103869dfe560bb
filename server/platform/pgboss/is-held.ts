import { heartbeatSeconds } from "#server/platform/pgboss/ensure-queues.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";

/** The end of the hold by a fetch or heartbeat that was requested at `askedAt`: never after the queue's own. */
export const heldSince = (askedAt: number): number => askedAt + heartbeatSeconds * 1_000;

/**
 * Whether no other worker can have fetched this job, because its last heartbeat has not expired. Checked before each send, for
 * a process that was suspended. It reads the wall clock, because a suspended host's monotonic clock stands still; after a jump
 * forward the job is fetched again in half a minute.
 */
export const isHeld = ({ heldUntil }: QueueJob): boolean => heldUntil === undefined || Date.now() < heldUntil;
