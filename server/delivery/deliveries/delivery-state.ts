import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";

/**
 * The one state machine: one row per (message, handler), and from where to where it may go.
 *
 * - `waiting`: born, not yet released, because of order, a hold or the undo window. The relay moves it on.
 * - `queued`: released with its pg-boss job in one transaction, no try has failed. A worker moves it on.
 * - `retrying`: at least one try failed, the next one is scheduled. A worker moves it on.
 * - `delivered`: the other side answered that it took it. Final (a resend is a revision beside it); reaped after the retention time.
 * - `dead`: the dead letter. Only an operator moves it on; never reaped without an operator's rule.
 * - `replayed`: a later revision of the same root took its place. Comes back only by undo.
 * - `discarded`: a named operator put it away; restore brings it back while its payload is kept.
 * - `withdrawn`: a replay that was undone before it left. Final.
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

/** Released and not settled: a pg-boss job exists for each of these. */
export const inFlightStates = ["queued", "retrying"] as const satisfies readonly DeliveryState[];

/** The states from which `to` may be entered: the guard of every compare-and-set. */
export function sourcesOf(to: DeliveryState): DeliveryState[] {
  const states = Object.keys(transitions) as DeliveryState[];
  return states.filter((from) => (transitions[from] as readonly DeliveryState[]).includes(to));
}
