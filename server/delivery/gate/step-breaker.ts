import type { BreakerState } from "#server/contracts/delivery/breaker.ts";
import type { BreakerPolicy } from "#server/delivery/handlers/define-handler.ts";

/** A handler's breaker, as it stands in its row. */
export type Breaker = {
  state: BreakerState;
  /** Of this state. */
  since: Date;
  /** When the deliveries began to be held; null while they are not. */
  openedAt: Date | null;
  /** Why: of so many tries so many failed, most of them with this code. Null where an operator holds them. */
  failed: number | null;
  tries: number | null;
  failureCode: string | null;
  /** Of the operator's decision that is in force: a hold, or to let them through. */
  actorName: string | null;
  reason: string | null;
  /** How often it has opened in a row: the back-off. */
  trips: number;
  nextProbeAt: Date | null;
  /** The delivery that is let through now, and until when nobody else is. */
  probeId: string | null;
  probeUntil: Date | null;
  probesBegun: number;
  /** Until when it stays closed whatever fails. */
  letThroughUntil: Date | null;
};

type Decided = { by: string; reason: string };
export type BreakerEvent =
  /** What failed within the window, without what is the message's own fault. */
  | { kind: "failures"; deliveries: number; failed: number; tries: number; failureCode: string | null }
  /** Somebody asks to let this delivery through. */
  | { kind: "take"; probe: string }
  /** `isLast`: nothing else is held. */
  | { kind: "passed"; probe: string; isLast: boolean }
  | { kind: "failed"; probe: string }
  /** It came to nothing that says anything about the other side. */
  | { kind: "unclear"; probe: string }
  | ({ kind: "hold" } & Decided)
  | ({ kind: "let-through"; seconds: number } & Decided)
  | { kind: "probe-now" };

/** How many are let through, one after the other, before all are. */
export const probesPerRound = 3;
/** A worker that dies over a probe holds up the next one for no longer. */
export const probeLeaseSeconds = 30;
const jitter = 0.2;

const nothingProbed = { nextProbeAt: null, probeId: null, probeUntil: null, probesBegun: 0 } as const;
const nothingSaid = { failed: null, tries: null, failureCode: null, actorName: null, reason: null } as const;

export const closedBreaker: Breaker = {
  ...{ state: "closed", since: new Date(0), openedAt: null, trips: 0, letThroughUntil: null },
  ...nothingSaid,
  ...nothingProbed,
};

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

/** Whether a worker that asks now may let one delivery through. */
export function isProbeDue({ state, nextProbeAt, probeUntil }: Breaker, now: Date): boolean {
  if (state === "open") return nextProbeAt === null || nextProbeAt <= now;
  return state === "half_open" && (probeUntil === null || probeUntil <= now);
}

/**
 * The one state machine of breakers: closed → open → half open → closed, or open again for twice as long. Answers null where
 * the event changes nothing. Pure. A policy of null is that of a worker whose breaker is off: it holds nothing.
 */
export function stepBreaker(
  policy: BreakerPolicy | null,
  breaker: Breaker,
  event: BreakerEvent,
  now: Date,
  random: () => number,
): Breaker | null {
  const close = (): Breaker => ({ ...closedBreaker, since: now, trips: breaker.trips });
  const open = (why: Partial<Breaker> = {}): Breaker => {
    const { probeSeconds, longestProbeSeconds } = policy ?? { probeSeconds: 0, longestProbeSeconds: 0 };
    // What opens again soon after it has closed had not recovered: its back-off goes on where it was.
    const hadRecovered = breaker.state === "closed" && after(breaker.since, longestProbeSeconds) <= now;
    const trips = hadRecovered ? 1 : breaker.trips + 1;
    const base = Math.min(longestProbeSeconds, probeSeconds * 2 ** Math.min(trips - 1, 30));
    const nextProbeAt = after(now, base * (1 - jitter + 2 * jitter * random()));
    const openedAt = breaker.openedAt ?? now;
    return { ...breaker, ...nothingProbed, ...why, state: "open", since: now, openedAt, trips, nextProbeAt };
  };
  const isProbe = "probe" in event && breaker.state === "half_open" && breaker.probeId === event.probe;

  switch (event.kind) {
    case "failures": {
      if (policy === null || breaker.state !== "closed") return null;
      if (breaker.letThroughUntil !== null && breaker.letThroughUntil > now) return null;
      const { deliveries, failed, tries, failureCode } = event;
      if (deliveries < policy.deliveries || failed < policy.share * tries) return null;
      return open({ ...nothingSaid, failed, tries, failureCode, letThroughUntil: null });
    }
    case "take": {
      if (breaker.state === "closed") return null;
      if (policy === null) return close();
      if (!isProbeDue(breaker, now)) return null;
      const begun = breaker.state === "open" ? 0 : breaker.probesBegun;
      // Every one of this round was let through, and the last one's worker is gone without a word.
      if (begun >= probesPerRound) return open();
      const since = breaker.state === "open" ? now : breaker.since;
      const taken = { probeId: event.probe, probeUntil: after(now, probeLeaseSeconds), probesBegun: begun + 1 };
      return { ...breaker, state: "half_open", since, nextProbeAt: null, ...taken };
    }
    case "passed":
      if (!isProbe) return null;
      if (event.isLast || breaker.probesBegun >= probesPerRound) return close();
      return { ...breaker, probeId: null, probeUntil: null };
    case "failed":
      return isProbe ? open() : null;
    case "unclear":
      if (!isProbe) return null;
      return { ...breaker, probeId: null, probeUntil: null, probesBegun: breaker.probesBegun - 1 };
    case "hold": {
      if (breaker.state !== "closed") return null;
      return open({ ...nothingSaid, actorName: event.by, reason: event.reason, letThroughUntil: null });
    }
    case "let-through": {
      const said = { actorName: event.by, reason: event.reason };
      return { ...close(), ...said, trips: 0, letThroughUntil: after(now, event.seconds) };
    }
    case "probe-now":
      return breaker.state === "open" && !isProbeDue(breaker, now) ? { ...breaker, nextProbeAt: now } : null;
  }
}
