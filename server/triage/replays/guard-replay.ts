import type { Actor } from "#server/audit/actor.ts";
import { mayDo, whoMayInstead } from "#server/audit/may-do.ts";
import {
  maxReplays,
  type OvertakenDto,
  type ReplayBody,
  type ReplayOverride,
} from "#server/contracts/triage/dead-letter.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { revokersOf } from "#server/delivery/messages/revokers-of.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { AppError, ConflictError, InvalidInputError } from "#server/platform/errors.ts";
import { type ReplayFacts, readReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { refuseDemoAccountMail } from "#server/triage/replays/refuse-demo-copy.ts";

type Guarded = { overrode: ReplayOverride[]; overtakenBy: OvertakenDto[] };
type Refusal = { override: ReplayOverride; sentence: string };

/**
 * What stands against a replay of a locked dead letter, whoever asks and whatever the payload: its mail was taken, or may
 * have been; it was replayed too often. Each is 409 unless the body overrides it by name and says why; a message that a later
 * one took back asks for the reason alone (422). Returns what was overridden, for the audit, and who overtook it. A 250 that
 * comes after this look is still seen at the claim (acceptedAtOf).
 */
export async function guardReplay(
  tx: Tx,
  dead: LockedDelivery,
  { body, actor }: { body: ReplayBody; actor: Actor },
): Promise<Guarded> {
  refuseDemoAccountMail(actor, dead.messageType);
  const facts = await readReplayFacts(tx, { id: dead.id, rootId: dead.rootId, revokers: revokersOf(dead.messageType) });
  const masked = maskOf(dead);
  const refusals = refusalsOf(facts, masked);
  const open = refusals.filter(({ override }) => body.override?.[override] !== true);
  if (open.length > 0) {
    throw new ConflictError(open.map(({ sentence }) => sentence).join(" "), {
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
  const why = reasonAskedFor(facts, overrode);
  if (why !== null && !body.reason) throw new InvalidInputError([{ pointer: "/reason", detail: why }], why);
  return { overrode, overtakenBy: facts.overtakenBy };
}

/** What the other side said, without what the letter holds about somebody: a conflict is read by whoever tried. */
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
      sentence: `It has been sent: the other side took revision ${accepted.revision} on ${when(accepted.at)}${reply}. To replay it all the same, override alreadySent and say why; as it is, it is then closed without a second copy.`,
    });
  } else if (maybeSentSince) {
    refusals.push({
      override: "alreadySent",
      sentence: `It may have arrived: a try on ${when(maybeSentSince)} ended after its last byte without an answer. To send it once more, override alreadySent and say why.`,
    });
  }
  if (replays >= maxReplays) {
    refusals.push({
      override: "loop",
      sentence: `It was replayed ${replays} times and died each time: another replay would most likely be the next round of a loop. Find the cause first; an admin can replay it once more with override loop and a reason, or it can be discarded.`,
    });
  }
  return refusals;
}

function reasonAskedFor(facts: ReplayFacts, overrode: readonly ReplayOverride[]): string | null {
  if (overrode.length > 0) return "must say why this is replayed all the same";
  if (facts.revokedBy)
    return `must say why: ${facts.revokedBy.messageType} of ${when(facts.revokedBy.at)} took back what this message says`;
  return null;
}
