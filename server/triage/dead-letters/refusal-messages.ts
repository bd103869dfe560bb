import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";

/** 412: it is in the state that was expected, at another version. */
export const changedMessage = "This dead letter has changed since you read it. Reload it and decide again.";
/** 409 of a discard that came second. */
export const alreadyDiscardedMessage = "It was discarded already.";
/** 409 of a restore. */
export const notDiscardedMessage = "It is not discarded, so there is nothing to restore.";

/** 409 of whatever needs a dead letter, by the state that it is in and the newest revision of its root. */
export function whyNotDead(state: DeliveryState, newest: number): string {
  return {
    replayed: `It was replayed already: revision ${newest} took its place.`,
    discarded: "It was discarded. Restore it first.",
    delivered: "It was delivered.",
    withdrawn: "This revision was undone before it left.",
    waiting: "It has not been tried yet.",
    queued: "It is being delivered now.",
    retrying: "It is being retried now.",
    dead: "It is dead.",
  }[state];
}
