import type { BreakerDto } from "#server/contracts/delivery/breaker.ts";
import type { StoredBreaker } from "#server/delivery/gate/sql/breakers.ts";
import type { HandlerPauseRow } from "#server/delivery/gate/sql/handler-pauses.ts";
import type { HandlerGate } from "#server/delivery/gate/sql/read-gates.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";

/** The DTO of a breaker. Null while it is closed without an override. */
export function toBreakerDto(breaker: StoredBreaker | null, held: number): BreakerDto | null {
  if (!breaker) return null;
  const { state, openedAt, failed, tries, failureCode, actorName, reason, nextProbeAt, letThroughUntil, at } = breaker;
  const isLettingThrough = letThroughUntil !== null && letThroughUntil > at;
  if (state === "closed" && !isLettingThrough) return null;
  return {
    state,
    openedAt: openedAt?.toISOString() ?? null,
    held: state === "closed" ? 0 : held,
    cause: failed === null || tries === null ? null : { failed, tries, failureCode },
    decided: actorName === null || reason === null ? null : { by: actorName, reason: maskAddresses(reason) },
    nextProbeAt: nextProbeAt?.toISOString() ?? null,
    letThroughUntil: isLettingThrough ? letThroughUntil.toISOString() : null,
  };
}

/** An operator's pause as the console shows it. */
export const toPauseDto = ({ reason, by, since }: HandlerPauseRow) => ({
  ...{ reason: maskAddresses(reason), by, since: since.toISOString() },
});

/** A handler's gate as the console shows it; both null without one. */
export const toGateDto = (gate: HandlerGate | undefined, held: number) => ({
  paused: gate?.pause ? toPauseDto(gate.pause) : null,
  breaker: toBreakerDto(gate?.breaker ?? null, held),
});
