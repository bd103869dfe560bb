import type { DeliveryState } from "#server/contracts/delivery.ts";

/** What may be, in plain TypeScript and without a clock or a table: the other witness beside PostgreSQL. */
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
  /** Message of the root, handler and revision: known before the row's id is. */
  key: string;
  rootKey: string;
  /** The dead letter that this replay took the place of. */
  originKey: string | null;
  id: string | null;
  handler: string;
  subject: string;
  ordered: boolean;
  place: number;
  revision: number;
  state: DeliveryState;
  edited: boolean;
  /** Names the payload: the receiver sees it. */
  tag: string;
  undoOpen: boolean;
  attempts: number;
  /** A claim is open. */
  sending: boolean;
  accepted: boolean;
  condemned: boolean;
  /** Attempt rows by number. */
  rows: Record<number, string>;
  wasDiscarded: boolean;
};

export type Answer = "accepted" | "refused" | "deferred" | "unknown";

/** Tries that a delivery has, the first included. */
export const budget = 3;
export const orderedHandlers: ReadonlySet<string> = new Set(["order-notifications"]);
export const isInFlight = ({ state }: { state: DeliveryState }): boolean => state === "queued" || state === "retrying";
export const isOpen = (delivery: { state: DeliveryState }): boolean =>
  delivery.state === "waiting" || isInFlight(delivery);
export const keyOf = (rootMessageId: string, handler: string, revision: number): string =>
  `${rootMessageId}/${handler}/${revision}`;

const byPlace = (a: SpecDelivery, b: SpecDelivery): number => a.place - b.place || a.revision - b.revision;
export const sorted = (deliveries: readonly SpecDelivery[]): SpecDelivery[] =>
  deliveries.toSorted((a, b) => byPlace(a, b) || (a.handler < b.handler ? -1 : 1));

/** What stands before `later` and keeps it from going: open work, or a dead letter that holds. */
export const standsBefore = (earlier: SpecDelivery, later: SpecDelivery): boolean =>
  earlier.subject === later.subject &&
  earlier.handler === later.handler &&
  byPlace(earlier, later) < 0 &&
  (isOpen(earlier) || earlier.state === "dead");

export function relay(spec: Spec): void {
  for (const message of spec.messages.filter(({ relayed }) => !relayed)) {
    message.relayed = true;
    for (const handler of message.handlers) {
      const key = keyOf(message.id, handler, 1);
      spec.deliveries.push({
        ...{ key, rootKey: key, originKey: null, id: null, handler, subject: message.subject, place: message.seq },
        ...{ ordered: orderedHandlers.has(handler), revision: 1, state: "waiting", edited: false, tag: message.tag },
        ...{ undoOpen: false, attempts: 0, sending: false, accepted: false, condemned: false, rows: {} },
        wasDiscarded: false,
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

/** The same thing sent again: an unchanged revision, or itself. */
const repeats = (delivery: SpecDelivery, other: SpecDelivery): boolean =>
  delivery.rootKey === other.rootKey && delivery.tag === other.tag;

/** The number of the try that begins, or null when there is nothing to send: then it is reconciled. */
export function claim(spec: Spec, delivery: SpecDelivery): number | null {
  if (!isInFlight(delivery)) return null;
  if (delivery.sending) delivery.rows[delivery.attempts] ??= "worker_lost";
  if (spec.deliveries.some((other) => other.accepted && repeats(delivery, other))) {
    Object.assign(delivery, { state: "delivered", sending: false, accepted: true });
    return null;
  }
  if (delivery.condemned || delivery.attempts >= budget) {
    Object.assign(delivery, { condemned: true, sending: false });
    return null;
  }
  delivery.attempts += 1;
  delivery.sending = true;
  return delivery.attempts;
}

/** The answer to one try, however late. Only the try that still holds the claim moves the delivery. */
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

export type Action = "replay" | "edit" | "undo" | "discard" | "restore";
export type Decision = "done" | "conflict";

export function act(spec: Spec, action: Action, key: string): Decision {
  const target = spec.deliveries.find((delivery) => delivery.key === key);
  if (!target) throw new Error(`the model knows no ${key}`);
  if (action === "undo") return undo(spec, target);
  if (target.state !== (action === "restore" ? "discarded" : "dead")) return "conflict";
  if (action === "discard") Object.assign(target, { state: "discarded", wasDiscarded: true });
  if (action === "restore") target.state = "dead";
  if (action === "replay" || action === "edit") replay(spec, target, action === "edit");
  return "done";
}

function replay(spec: Spec, dead: SpecDelivery, edited: boolean): void {
  const lineage = spec.deliveries.filter(({ rootKey }) => rootKey === dead.rootKey);
  const revision = Math.max(...lineage.map((each) => each.revision)) + 1;
  const key = dead.rootKey.replace(/1$/, String(revision));
  dead.state = "replayed";
  spec.deliveries.push({
    ...dead,
    ...{ key, originKey: dead.key, id: null, revision, state: "waiting", edited, undoOpen: true, attempts: 0 },
    ...{ sending: false, accepted: false, condemned: false, rows: {}, tag: edited ? editedTag(dead) : dead.tag },
  });
}

/** What an operator who corrects this dead letter writes. */
export const editedTag = ({ tag, revision }: { tag: string; revision: number }): string => `${tag}-e${revision}`;

function undo(spec: Spec, target: SpecDelivery): Decision {
  const lineage = spec.deliveries.filter(({ rootKey }) => rootKey === target.rootKey);
  const newest = lineage.toSorted(byPlace).findLast(({ state }) => state !== "withdrawn");
  const origin = lineage.find(({ key }) => key === newest?.originKey);
  if (newest?.state !== "waiting" || !origin) return "conflict";
  newest.state = "withdrawn";
  origin.state = "dead";
  return "done";
}
