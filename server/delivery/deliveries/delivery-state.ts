import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";

/**
 * The state machine of deliveries, one row per (message, handler), with the allowed transitions.
 *
 * - `waiting`: created, not released: blocked by its sequence, held, or within the undo window. The relay releases it.
 * - `queued`: released with its pg-boss job in one transaction, no failed attempt.
 * - `retrying`: at least one attempt failed, the next one is scheduled.
 * - `delivered`: accepted by the destination. Final (a resend is another revision). Purged after the retention time.
 * - `dead`: the dead letter. Changed by operators only, and never purged without an operator's rule.
 * - `replayed`: replaced by a later revision of the same root. Dead again only by undo.
 * - `discarded`: discarded by an operator. Can be restored while its payload is kept.
 * - `withdrawn`: a replay that was undone before it was sent. Final.
 */
export const transitions = {
  waiting: ["queued", "withdrawn"],
  queued: ["retrying", "delivered", "dead"],
  retrying: ["delivered", "dead"],
  dead: ["replayed", "discarded"],
  replayed: ["dead"],
  discarded: ["dead"],
  delivered: [],
  withdrawn: [],
} as const satisfies Record<DeliveryState, readonly DeliveryState[]>;

/** Released and not settled: each has a pg-boss job. */
export const inFlightStates = ["queued", "retrying"] as const satisfies readonly DeliveryState[];

/** The states from which `to` may be entered: the guard of every compare-and-set. */
export function sourcesOf(to: DeliveryState): DeliveryState[] {
  const states = Object.keys(transitions) as DeliveryState[];
  return states.filter((from) => (transitions[from] as readonly DeliveryState[]).includes(to));
}
