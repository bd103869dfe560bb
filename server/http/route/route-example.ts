/** The preconditions of a route's example. Each is prepared by a fixture of route-audit.db.test.ts. */
export type ExampleFixture =
  | "admin-token"
  | "breaker-held"
  | "cause"
  | "cause-discarded"
  | "cause-resolved"
  | "dead-letter"
  | "dead-letter-discarded"
  | "dead-letter-edited"
  | "dead-letter-of-replay"
  | "dead-letter-replayed"
  | "dead-letter-selected"
  | "dead-letter-selected-discarded"
  | "delivered"
  | "demo"
  | "firing-alert"
  | "handler"
  | "handler-paused"
  | "no-set-up"
  | "operator-to-assign"
  | "order"
  | "own-password"
  | "own-session"
  | "recipe"
  | "replay"
  | "replay-awaiting-approval"
  | "replay-failed"
  | "replay-of-sent"
  | "replay-paused"
  | "replay-running"
  | "reset-link"
  | "retrying-delivery"
  | "sending-stopped"
  | "single-cause"
  | "token"
  | "user"
  | "user-credentials";

/** A request that succeeds: made of what it says here, and of the ids, secrets and versions that its fixture knows. */
export type RouteExample = {
  given?: ExampleFixture;
  body?: Record<string, unknown>;
  /** Sends `If-Match: *`. */
  ifMatch?: boolean;
};
