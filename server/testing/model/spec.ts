import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";

/** The specification of deliveries in plain TypeScript, without a clock or a table. */
export type Spec = { messages: SpecMessage[]; deliveries: SpecDelivery[] };

export type SpecMessage = {
  id: string;
  seq: number;
  subject: string;
  tag: string;
  handlers: string[];
  relayed: boolean;
};

export type SpecDelivery = {
  /** Message of the root, handler and revision: known before the row's id. */
  key: string;
  rootKey: string;
  /** The source of this replay or second copy. */
  originKey: string | null;
  /** The delivery whose message and handler give the idempotency key: itself, or the one that it repeats. */
  sameAs: string;
  id: string | null;
  handler: string;
  subject: string;
  ordered: boolean;
  place: number;
  revision: number;
  state: DeliveryState;
  /** As a dead letter it blocks the later ones of its subject. */
  holds: boolean;
  /** The number of the payload, which the receiver records. */
  tag: string;
  undoOpen: boolean;
  attempts: number;
  /** A claim is open. */
  sending: boolean;
  accepted: boolean;
  condemned: boolean;
  /** Attempt rows by number. */
  rows: Record<number, string>;
  /** It was released once: it blocks no later delivery. */
  steppedAside: boolean;
};

export type Answer = "accepted" | "refused" | "deferred" | "unknown";

/** The attempts of a delivery, the first included. */
export const budget = 3;
const orderedHandlers: ReadonlySet<string> = new Set(["order-notifications"]);
export const isInFlight = ({ state }: { state: DeliveryState }): boolean => state === "queued" || state === "retrying";
const isOpen = (delivery: { state: DeliveryState }): boolean => delivery.state === "waiting" || isInFlight(delivery);
export const keyOf = (rootMessageId: string, handler: string, revision: number): string =>
  `${rootMessageId}/${handler}/${revision}`;

const byPlace = (a: SpecDelivery, b: SpecDelivery): number => a.place - b.place || a.revision - b.revision;
export const sorted = (deliveries: readonly SpecDelivery[]): SpecDelivery[] =>
  deliveries.toSorted((a, b) => byPlace(a, b) || (a.handler < b.handler ? -1 : 1));

/** The deliveries that block `later`: earlier open ones, or a dead letter that holds. */
export const standsBefore = (earlier: SpecDelivery, later: SpecDelivery): boolean =>
  earlier.subject === later.subject &&
  earlier.handler === later.handler &&
  byPlace(earlier, later) < 0 &&
  (isOpen(earlier) || (earlier.state === "dead" && earlier.holds));

export function relay(spec: Spec): void {
  for (const message of spec.messages.filter(({ relayed }) => !relayed)) {
    message.relayed = true;
    for (const handler of message.handlers) {
      const key = keyOf(message.id, handler, 1);
      spec.deliveries.push({
        ...{ key, rootKey: key, originKey: null, sameAs: key, id: null, handler, subject: message.subject },
        ...{ ordered: orderedHandlers.has(handler), holds: true, revision: 1, state: "waiting", tag: message.tag },
        ...{ undoOpen: false, attempts: 0, sending: false, accepted: false, condemned: false, rows: {} },
        ...{ place: message.seq, steppedAside: false },
      });
    }
  }
  for (const delivery of sorted(spec.deliveries)) {
    if (delivery.state !== "waiting" || delivery.undoOpen) continue;
    const others = spec.deliveries.filter(
      (other) => other !== delivery && other.handler === delivery.handler && other.subject === delivery.subject,
    );
    const held = others.some((other) => standsBefore(other, delivery) || isInFlight(other));
    if (!delivery.ordered || !held) delivery.state = "queued";
  }
}

/** Whether a receiver may drop it as a duplicate: an unchanged revision, or itself. */
const repeats = (delivery: SpecDelivery, other: SpecDelivery): boolean => delivery.sameAs === other.sameAs;

function takenBefore(spec: Spec, delivery: SpecDelivery): boolean {
  if (!spec.deliveries.some((other) => other.accepted && repeats(delivery, other))) return false;
  Object.assign(delivery, { state: "delivered", sending: false, accepted: true });
  return true;
}

/** Starts the next attempt and returns its number, or null where nothing is to be sent: then the job is reconciled. */
export function claim(spec: Spec, delivery: SpecDelivery): number | null {
  if (!isInFlight(delivery)) return null;
  if (delivery.sending) delivery.rows[delivery.attempts] ??= "worker_lost";
  if (takenBefore(spec, delivery)) return null;
  if (delivery.condemned || delivery.attempts >= budget) {
    Object.assign(delivery, { condemned: true, sending: false });
    return null;
  }
  delivery.attempts += 1;
  delivery.sending = true;
  return delivery.attempts;
}

/** Settles one attempt, however late. Only the attempt that still has the claim changes the delivery. */
export function settle(delivery: SpecDelivery, attempt: number, answer: Answer): void {
  const held = isInFlight(delivery) && delivery.sending && delivery.attempts === attempt;
  if (answer === "accepted") {
    delivery.accepted = true;
    if (attempt > 1 || delivery.rows[attempt]) delivery.rows[attempt] = "delivered";
    if (held) Object.assign(delivery, { state: "delivered", sending: false });
    return;
  }
  if (!held) return;
  delivery.sending = false;
  const dead = answer === "refused" || attempt >= budget;
  delivery.rows[attempt] ??= dead ? "dead" : "retried";
  if (dead) delivery.condemned = true;
  else delivery.state = "retrying";
}

export function collect(delivery: SpecDelivery): void {
  if (!isInFlight(delivery)) return;
  if (delivery.sending) delivery.rows[delivery.attempts] ??= "worker_lost";
  Object.assign(delivery, { sending: false, state: delivery.accepted ? "delivered" : "dead" });
}

export const actions = ["replay", "edit", "undo", "discard", "restore", "stop", "release", "resend"] as const;
export type Action = (typeof actions)[number];
export type Decision = "done" | "conflict";

/** The state before each decision. An undo depends on the lineage; a stop is allowed in both states in flight. */
export const fits = (action: Action, { state, revision }: SpecDelivery): boolean =>
  ({
    ...{
      undo: revision > 1,
      stop: isInFlight({ state }),
      restore: state === "discarded",
      resend: state === "delivered",
    },
    ...{ replay: state === "dead", edit: state === "dead", discard: state === "dead", release: state === "dead" },
  })[action];

export function act(spec: Spec, action: Action, key: string): Decision {
  const target = spec.deliveries.find((delivery) => delivery.key === key);
  if (!target) throw new Error(`the model knows no ${key}`);
  if (action === "undo") return undo(spec, target);
  if (!fits(action, target)) return "conflict";
  if (action === "stop") return stop(spec, target);
  if (action === "release") return release(target);
  if (action === "resend") return resend(spec, target);
  if (action === "discard") Object.assign(target, { state: "discarded", steppedAside: true });
  if (action === "restore") target.state = "dead";
  if (action === "replay" || action === "edit") {
    const revision = revise(spec, target);
    target.state = "replayed";
    if (action === "edit") Object.assign(revision, { sameAs: revision.key, tag: editedTag(target) });
  }
  return "done";
}

const lineageOf = (spec: Spec, { rootKey }: SpecDelivery): SpecDelivery[] =>
  spec.deliveries.filter((each) => each.rootKey === rootKey).toSorted(byPlace);

function revise(spec: Spec, origin: SpecDelivery): SpecDelivery {
  const number = Math.max(...lineageOf(spec, origin).map((each) => each.revision)) + 1;
  const key = origin.rootKey.replace(/1$/, String(number));
  const revision: SpecDelivery = {
    ...origin,
    ...{ key, originKey: origin.key, id: null, revision: number, state: "waiting", undoOpen: true, attempts: 0 },
    ...{ sending: false, accepted: false, condemned: false, rows: {}, steppedAside: false },
  };
  spec.deliveries.push(revision);
  return revision;
}

/** The payload of a correction of this dead letter. */
export const editedTag = ({ tag, revision }: { tag: string; revision: number }): string => `${tag}-e${revision}`;

function undo(spec: Spec, target: SpecDelivery): Decision {
  const lineage = lineageOf(spec, target);
  const newest = lineage.findLast(({ state }) => state !== "withdrawn");
  const origin = lineage.find(({ key }) => key === newest?.originKey);
  if (newest?.state !== "waiting" || !origin) return "conflict";
  newest.state = "withdrawn";
  if (origin.state === "replayed") origin.state = "dead";
  return "done";
}

/** Stops retries. A delivery in flight cannot be stopped, and an accepted one is delivered. */
function stop(spec: Spec, target: SpecDelivery): Decision {
  if (target.sending) return "conflict";
  if (takenBefore(spec, target)) return "conflict";
  target.state = "dead";
  return "done";
}

function release(target: SpecDelivery): Decision {
  if (!target.ordered || !target.holds) return "conflict";
  Object.assign(target, { holds: false, steppedAside: true });
  return "done";
}

/** Sends a second copy with its own key. The original stays delivered, and a dead copy blocks nothing. */
function resend(spec: Spec, target: SpecDelivery): Decision {
  const newest = lineageOf(spec, target).findLast(({ state }) => state !== "withdrawn");
  if (newest !== target) return "conflict";
  const copy = revise(spec, target);
  Object.assign(copy, { sameAs: copy.key, holds: false });
  target.steppedAside = true;
  return "done";
}
