import { heartbeatSeconds } from "#server/platform/pgboss/ensure-queues.ts";
import type { QueueJob } from "#server/platform/pgboss/settle-jobs.ts";

/** The end of a hold that a fetch or a heartbeat gave which was asked for at `askedAt`: never after the queue's own. */
export const heldSince = (askedAt: number): number => askedAt + heartbeatSeconds * 1_000;

/**
 * Whether the queue cannot have given this job to another worker: its heartbeat is young enough. A process that was stopped,
 * or cut off from the database, finds out by it that it must not begin a send. The wall clock, because a suspended host's
 * monotonic one stands still; where it jumps forward, the job comes back in half a minute.
 */
export const isHeld = ({ heldUntil }: QueueJob): boolean => heldUntil === undefined || Date.now() < heldUntil;
