import type { BreakerState } from "#server/contracts/delivery/breaker.ts";
import type { BreakerPolicy } from "#server/delivery/handlers/define-handler.ts";

/** The circuit breaker of a handler, as its row stores it. */
export type Breaker = {
  state: BreakerState;
  /** Start of this state. */
  since: Date;
  /** When the breaker opened. Null while it is closed. */
  openedAt: Date | null;
  /** The failures that opened it, and their most frequent code. Null where an operator opened it. */
  failed: number | null;
  tries: number | null;
  failureCode: string | null;
  /** Of the operator's decision in force: hold or let through. */
  actorName: string | null;
  reason: string | null;
  /** How often it opened in a row, for the back-off. */
  trips: number;
  nextProbeAt: Date | null;
  /** The delivery that is probed now, and until when no other one is. */
  probeId: string | null;
  probeUntil: Date | null;
  probesBegun: number;
  /** Until when it stays closed regardless of failures. */
  letThroughUntil: Date | null;
};

type Decided = { by: string; reason: string };
export type BreakerEvent =
  /** Failures within the window that are not the message's own fault. */
  | { kind: "failures"; deliveries: number; failed: number; tries: number; failureCode: string | null }
  /** A worker asks to probe this delivery. */
  | { kind: "take"; probe: string }
  /** `isLast`: no other delivery is held. */
  | { kind: "passed"; probe: string; isLast: boolean }
  | { kind: "failed"; probe: string }
  /** The result says nothing about the destination. */
  | { kind: "unclear"; probe: string }
  | ({ kind: "hold" } & Decided)
  | ({ kind: "let-through"; seconds: number } & Decided)
  | { kind: "probe-now" };

/** Probes, one after the other, that must pass before it closes. */
export const probesPerRound = 3;
/** The lease of a probe: a lost worker delays the next probe no longer. */
export const probeLeaseSeconds = 30;
const jitter = 0.2;

const noProbe = { nextProbeAt: null, probeId: null, probeUntil: null, probesBegun: 0 } as const;
const noReason = { failed: null, tries: null, failureCode: null, actorName: null, reason: null } as const;

export const closedBreaker: Breaker = {
  ...{ state: "closed", since: new Date(0), openedAt: null, trips: 0, letThroughUntil: null },
  ...noReason,
  ...noProbe,
};

const after = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1_000);

/** Whether a worker may send a probe now. */
export function isProbeDue({ state, nextProbeAt, probeUntil }: Breaker, now: Date): boolean {
  if (state === "open") return nextProbeAt === null || nextProbeAt <= now;
  return state === "half_open" && (probeUntil === null || probeUntil <= now);
}

/**
 * The state machine of circuit breakers: closed → open → half-open → closed, or open again for twice as long. Null where the
 * event changes nothing. A null policy (breakers are off) holds nothing. Pure.
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
    // A breaker that opens again soon after it closed continues its back-off.
    const hadRecovered = breaker.state === "closed" && after(breaker.since, longestProbeSeconds) <= now;
    const trips = hadRecovered ? 1 : breaker.trips + 1;
    const base = Math.min(longestProbeSeconds, probeSeconds * 2 ** Math.min(trips - 1, 30));
    const nextProbeAt = after(now, base * (1 - jitter + 2 * jitter * random()));
    const openedAt = breaker.openedAt ?? now;
    return { ...breaker, ...noProbe, ...why, state: "open", since: now, openedAt, trips, nextProbeAt };
  };
  const isProbe = "probe" in event && breaker.state === "half_open" && breaker.probeId === event.probe;

  switch (event.kind) {
    case "failures": {
      if (policy === null || breaker.state !== "closed") return null;
      if (breaker.letThroughUntil !== null && breaker.letThroughUntil > now) return null;
      const { deliveries, failed, tries, failureCode } = event;
      if (deliveries < policy.deliveries || failed < policy.share * tries) return null;
      return open({ ...noReason, failed, tries, failureCode, letThroughUntil: null });
    }
    case "take": {
      if (breaker.state === "closed") return null;
      if (policy === null) return close();
      if (!isProbeDue(breaker, now)) return null;
      const begun = breaker.state === "open" ? 0 : breaker.probesBegun;
      // All probes of this round were sent, and the worker of the last one was lost.
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
      return open({ ...noReason, actorName: event.by, reason: event.reason, letThroughUntil: null });
    }
    case "let-through": {
      const decision = { actorName: event.by, reason: event.reason };
      return { ...close(), ...decision, trips: 0, letThroughUntil: after(now, event.seconds) };
    }
    case "probe-now":
      return breaker.state === "open" && !isProbeDue(breaker, now) ? { ...breaker, nextProbeAt: now } : null;
  }
}
