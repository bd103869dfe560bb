/** The points at which tests can kill a process (CRASHPOINT=name:nth), each between two steps that must be atomic. */
export const crashPoints = [
  "api.committed_no_response",
  "relay.claimed",
  "relay.released",
  "relay.published_not_marked",
  "relay.marked",
  "worker.fetched",
  "worker.inbox_claimed",
  "worker.dot_sent",
  "worker.250_not_marked",
  "worker.marked_not_completed",
  "worker.completed",
  "dlq.failed_not_recorded",
  "dlq.recorded_not_completed",
  "replay.outboxed_not_flagged",
  "replay.chunk_not_committed",
  "replay.chunk_committed",
  "retention.mid",
  "migrate.mid",
] as const;

export type CrashPoint = (typeof crashPoints)[number];
