import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";

/** 412: the delivery is in the expected state, at another version. */
export const changedMessage = "This dead letter has changed since you read it. Reload it and decide again.";
/** 409 of a restore. */
export const notDiscardedMessage = "It is not discarded, so there is nothing to restore.";
/** 410: the payload was purged. */
export const purgedMessage = (purgedAt: Date): string =>
  `Its payload was purged on ${purgedAt.toISOString().slice(0, 10)}. It cannot be sent again. Its history is kept.`;

/** 409 of an action on a dead letter, by the state that the delivery is in and the newest revision of its root. */
export function whyNotDead(state: DeliveryState, newest: number): string {
  return {
    replayed: `It was already replayed as revision ${newest}.`,
    discarded: "It is already discarded. Restore it first.",
    delivered: "It was delivered.",
    withdrawn: "This revision was undone before it was sent.",
    waiting: "It has not been attempted yet.",
    queued: "It is being delivered now.",
    retrying: "It is being retried now.",
    dead: "It is a dead letter.",
  }[state];
}
