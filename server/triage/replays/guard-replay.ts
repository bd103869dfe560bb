import type { Actor } from "#server/audit/actor.ts";
import { mayDo, whoMayInstead } from "#server/audit/may-do.ts";
import { maxReplays, type OvertakenDto, type ReplayOverride } from "#server/contracts/triage/dead-letter.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import { AppError, ConflictError, InvalidInputError } from "#server/platform/errors.ts";
import type { ReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { refuseDemoAccountMail } from "#server/triage/replays/refuse-demo-copy.ts";

type Guarded = { overrode: ReplayOverride[]; overtakenBy: OvertakenDto[] };
type Refusal = { override: ReplayOverride; detail: string };

/** The part of a request that the guards read. */
export type GuardedWish = {
  actor: Actor;
  reason: string | null;
  override: { [Each in ReplayOverride]?: true | undefined };
};

/**
 * Checks the guards of a replay of a locked dead letter: it was or may have been sent, or was replayed too often. Each is 409
 * unless it is overridden with a reason; a revoked message needs a reason only (422). Returns the overrides for the audit
 * log. An answer that arrives after this check is still seen at the claim (acceptedAtOf). Pure.
 */
export function guardReplay(
  dead: LockedDelivery,
  facts: ReplayFacts,
  { actor, reason, override }: GuardedWish,
): Guarded {
  refuseDemoAccountMail(actor, dead.messageType);
  const masked = maskOf(dead);
  const refusals = refusalsOf(facts, masked);
  const open = refusals.filter(({ override: name }) => override[name] !== true);
  if (open.length > 0) {
    throw new ConflictError(open.map(({ detail }) => detail).join(" "), {
      overrides: refusals.map(({ override }) => override),
      accepted: facts.accepted && { ...facts.accepted, reply: facts.accepted.reply && masked(facts.accepted.reply) },
      maybeSentSince: facts.maybeSentSince,
      replays: facts.replays,
      maxReplays,
    });
  }
  const overrode = refusals.map(({ override }) => override);
  if (overrode.includes("loop") && !mayDo(actor, "dead-letters.replay-again")) {
    throw new AppError(
      "forbidden",
      `It was replayed ${facts.replays} times. Another replay is for ${whoMayInstead(actor, "dead-letters.replay-again")}.`,
      { extensions: { action: "dead-letters.replay-again", role: actor.role } },
    );
  }
  const why = requiredReason(facts, overrode);
  if (why !== null && !reason) throw new InvalidInputError([{ pointer: "/reason", detail: why }], `The reason ${why}.`);
  return { overrode, overtakenBy: facts.overtakenBy };
}

/** Masks personal data of the dead letter in a receiver's reply, which the conflict contains. */
function maskOf({ messageType, data }: LockedDelivery): (reply: string) => string {
  const values = maskPayload(messageType, data as Json).fields.map(({ value }) => String(value));
  return (reply) => maskText(reply, values);
}
const when = (at: string): string => `${at.slice(0, 10)} at ${at.slice(11, 19)} UTC`;

function refusalsOf(facts: ReplayFacts, masked: (reply: string) => string): Refusal[] {
  const refusals: Refusal[] = [];
  const { accepted, maybeSentSince, replays } = facts;
  if (accepted) {
    const reply = accepted.reply ? ` and answered “${masked(accepted.reply)}”` : "";
    refusals.push({
      override: "alreadySent",
      detail: `It was sent: the receiver accepted revision ${accepted.revision} on ${when(accepted.at)}${reply}. To replay it, override alreadySent with a reason. An unchanged payload is then closed without a second copy.`,
    });
  } else if (maybeSentSince) {
    refusals.push({
      override: "alreadySent",
      detail: `It may have been sent: an attempt on ${when(maybeSentSince)} ended after its last byte without an answer. To send it again, override alreadySent with a reason.`,
    });
  }
  if (replays >= maxReplays) {
    refusals.push({
      override: "loop",
      detail: `It was replayed ${replays} times and failed each time. Find the cause first. An admin can replay it again with override loop and a reason, or it can be discarded.`,
    });
  }
  return refusals;
}

function requiredReason(facts: ReplayFacts, overrode: readonly ReplayOverride[]): string | null {
  if (overrode.length > 0) return "is required, because a guard of the replay is overridden";
  if (facts.revokedBy)
    return `is required: ${facts.revokedBy.messageType} of ${when(facts.revokedBy.at)} revoked this message`;
  return null;
}
