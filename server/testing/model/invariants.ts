import { isDeepStrictEqual } from "node:util";
import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import { transitions } from "#server/delivery/deliveries/delivery-state.ts";
import type { Seen } from "#server/testing/model/snapshot.ts";
import { budget, isInFlight, type Spec, type SpecDelivery } from "#server/testing/model/spec.ts";

/** A violated guarantee, by its name. */
export class Broken extends Error {
  constructor(promise: string, detail: unknown) {
    super(`${promise}: ${JSON.stringify(detail)}`);
    this.name = "Broken";
  }
}

export type Call = { handler: string; tag: string; key: string; taken: boolean };

export type Evidence = {
  before: readonly Seen[];
  after: readonly Seen[];
  spec: Spec;
  /** Whether the relay ran between the two snapshots: only it may release. */
  relayed: boolean;
  /** Deliveries whose job was deleted by hand. */
  vanished: ReadonlySet<string>;
  calls: readonly Call[];
  /** By idempotency key: the number of copies that may have been sent without a record. */
  faults: ReadonlyMap<string, number>;
};

/** Checks the guarantees that hold after any command, on the state of PostgreSQL and of the receivers. */
export function checkInvariants(evidence: Evidence): void {
  once(evidence.after);
  alongTransitions(evidence);
  oneInFlight(evidence.after);
  releasedInOrder(evidence);
  withinBudget(evidence);
  withJobs(evidence);
  withReason(evidence);
}

const placeOf = ({ handler, subject }: Seen): string => `${handler} ${subject}`;

function once(after: readonly Seen[]): void {
  const counts = Map.groupBy(after, ({ messageId, handler }) => `${messageId} ${handler}`);
  for (const [name, rows] of counts)
    if (rows.length > 1) throw new Broken("one delivery per message and handler", name);
}

function reaches(from: DeliveryState, to: DeliveryState, seen: DeliveryState[] = []): boolean {
  const next: readonly DeliveryState[] = transitions[from];
  return from === to || next.some((state) => !seen.includes(state) && reaches(state, to, [...seen, from]));
}

function alongTransitions({ before, after }: Evidence): void {
  const now = new Map(after.map((row) => [row.id, row]));
  for (const { id, state } of before) {
    const row = now.get(id);
    if (!row) throw new Broken("no delivery disappears", { id, state });
    if (!reaches(state, row.state)) throw new Broken("states move along the transitions", { state, to: row.state });
  }
}

function oneInFlight(after: readonly Seen[]): void {
  const open = after.filter((row) => row.ordered && isInFlight(row));
  for (const [place, rows] of Map.groupBy(open, placeOf)) {
    if (rows.length > 1) throw new Broken("one in flight per subject", place);
  }
}

/** The source of a new revision, whose position in the sequence it takes. */
const madeOf = ({ key }: Seen, before: readonly Seen[]): Seen | undefined => {
  const root = key.slice(0, key.lastIndexOf("/") + 1);
  return before.findLast((row) => row.key.startsWith(root) && row.state !== "withdrawn");
};

function releasedInOrder({ before, after, relayed }: Evidence): void {
  const was = new Map(before.map((row) => [row.id, row]));
  const released = after.filter((row) => isInFlight(row) && (was.get(row.id)?.state ?? "waiting") === "waiting");
  if (released.length > 0 && !relayed) throw new Broken("the relay alone releases", released);
  const blocks = ({ state, holds }: Seen) =>
    state === "waiting" || (state === "dead" && holds) || state === "queued" || state === "retrying";
  for (const later of released.filter(({ ordered }) => ordered)) {
    const earlier = after.find(
      (row) =>
        placeOf(row) === placeOf(later) &&
        (row.position - later.position || row.revision - later.revision) < 0 &&
        // A decision that ran concurrently with the relay may have been before or after it.
        blocks(row) &&
        blocks(was.get(row.id) ?? madeOf(row, before) ?? row),
    );
    if (earlier) throw new Broken("no delivery overtakes an earlier one of its subject", { earlier, later });
  }
}

function withinBudget({ before, after }: Evidence): void {
  const was = new Map(before.map((row) => [row.id, row.attempts]));
  for (const row of after) {
    if (row.attempts > budget) throw new Broken("the budget is never exceeded", row);
    if (row.attempts < (was.get(row.id) ?? 0)) throw new Broken("a try is never uncounted", row);
    if (row.state === "dead" && row.attempts === 0 && !row.stopped) throw new Broken("nothing dies untried", row);
    const missing = isInFlight(row)
      ? []
      : Array.from({ length: row.attempts }, (_, index) => index + 1).filter((number) => !row.rows[number]);
    const firstTry = row.accepted && isDeepStrictEqual(missing, [1]);
    if (missing.length > 0 && !firstTry) throw new Broken("every try is kept", row);
  }
}

function withJobs({ after, vanished }: Evidence): void {
  for (const row of after) {
    if (isInFlight(row) && row.jobs.length === 0 && !vanished.has(row.id)) throw new Broken("open work has a job", row);
    if (row.state === "waiting" && row.jobs.length > 0) throw new Broken("what waits has no job", row);
  }
}

function withReason({ calls, faults, after }: Evidence): void {
  const keys = new Set(after.map(({ idempotencyKey }) => idempotencyKey));
  for (const { key, tag } of calls) if (!keys.has(key)) throw new Broken("nothing is sent without a message", tag);
  const copies = Map.groupBy(
    calls.filter(({ taken }) => taken),
    ({ key }) => key,
  );
  for (const [key, { length }] of copies) {
    if (length > 1 + (faults.get(key) ?? 0))
      throw new Broken("every further copy has a fault to blame", { key, length });
  }
}

/** Compares the database with the model, row by row. The model learns generated ids. */
export function compare(spec: Spec, after: readonly Seen[]): void {
  const rows = new Map(after.map((row) => [row.key, row]));
  const extra = after.filter(({ key }) => !spec.deliveries.some((delivery) => delivery.key === key));
  if (extra.length > 0) throw new Broken("the model: nothing else is born", extra);
  for (const delivery of spec.deliveries) {
    const row = rows.get(delivery.key);
    if (!row) throw new Broken("the model: nothing is lost", delivery);
    delivery.id ??= row.id;
    // A root, a corrected payload and a second copy have their own keys; an unchanged replay keeps that of its dead letter.
    const wanted = {
      ...factsOf(delivery),
      position: delivery.place,
      idempotencyKey: rows.get(delivery.sameAs)?.ownKey,
    };
    const found = { ...factsOf(row), position: row.position, idempotencyKey: row.idempotencyKey };
    if (!isDeepStrictEqual(wanted, found)) throw new Broken("the model: rows agree", { wanted, found });
  }
}

const factsOf = (one: Seen | SpecDelivery) => ({
  ...{ key: one.key, state: one.state, attempts: one.attempts, sending: one.sending, accepted: one.accepted },
  rows: { ...one.rows },
});

/** Checks the final state: nothing is lost, and only deliveries behind a dead letter wait. */
export function checkSettled(spec: Spec, after: readonly Seen[], calls: readonly Call[]): void {
  for (const row of after) {
    if (isInFlight(row)) throw new Broken("everything ends", row);
    const holder = after.find(
      (other) =>
        placeOf(other) === placeOf(row) && other.state === "dead" && other.holds && other.position < row.position,
    );
    if (row.state === "waiting" && !(row.ordered && holder)) throw new Broken("nothing waits that nothing holds", row);
    const taken = calls.some(
      ({ key, handler, taken }) => taken && key === row.idempotencyKey && handler === row.handler,
    );
    if (row.state === "delivered" && !taken) throw new Broken("what is delivered was taken", row);
  }
  for (const { id, handlers } of spec.messages) {
    for (const handler of handlers) {
      if (!after.some((row) => row.messageId === id && row.handler === handler))
        throw new Broken("nothing is lost", id);
    }
  }
}
