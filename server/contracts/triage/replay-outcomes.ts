/** The values of `replay_batch.state`. The last three are final. */
export const replayStates = [
  "draft",
  "awaiting_approval",
  "running",
  "paused",
  "completed",
  "stopped",
  "aborted",
] as const;
export type ReplayState = (typeof replayStates)[number];

/** The outcomes of an item. `pending` and `inFlight` are open, all others final. */
export const itemOutcomes = [
  "pending",
  "inFlight",
  "delivered",
  "failedAgain",
  "alreadySent",
  "conflict",
  "invalid",
  "blocked",
  "aborted",
] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];

/**
 * Limits of gated waves: one failure stops the first waves, which exist to find out; a later wave stops when more than this
 * share of it, and at least this many messages, fail again.
 */
export const replayGate = { strictWaves: 2, failureShare: 0.1, leastFailures: 3 } as const;
