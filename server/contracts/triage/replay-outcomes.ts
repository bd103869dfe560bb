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
