import { isDeepStrictEqual } from "node:util";
import type { KnownActor } from "#server/audit/actor.ts";
import type { ActionRecord } from "#server/audit/record-action.ts";
import type { OvertakenDto, ReplayOverride } from "#server/contracts/triage/dead-letter.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { findReplayTarget } from "#server/triage/dead-letters/find-replay-target.ts";
import type { ReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { changeRecipient } from "#server/triage/edits/change-recipient.ts";
import { parsePayload } from "#server/triage/edits/parse-payload.ts";
import type { ResolvedDraft } from "#server/triage/edits/resolve-draft.ts";
import { type GuardedWish, guardReplay } from "#server/triage/replays/guard-replay.ts";

/** A replay that passed every check. `replayAll` carries it out. */
export type JudgedReplay = {
  dead: LockedDelivery;
  definition: MessageDefinition;
  before: Json;
  data: Record<string, unknown>;
  changed: boolean;
  chosen: ResolvedDraft;
  reason: string | null;
  overrode: ReplayOverride[];
  overtakenBy: OvertakenDto[];
  /** The audit entry of a changed recipient; null for none. */
  recipient: Pick<ActionRecord, "action" | "reason" | "before" | "after"> | null;
};

type Wish = GuardedWish & { actor: KnownActor; resolve: () => Promise<ResolvedDraft> };

/**
 * Judges the replay of one dead letter, of a single request or of a batch: its handler, its guards, its payload and the
 * actor's rights. Throws the AppError that refuses it; it writes nothing, so the transaction stays usable.
 */
export async function judgeReplay(
  queryable: Queryable,
  dead: LockedDelivery,
  facts: ReplayFacts,
  wish: Wish,
): Promise<JudgedReplay> {
  const { definition } = findReplayTarget(dead);
  const { overrode, overtakenBy } = guardReplay(dead, facts, wish);
  const chosen = await wish.resolve();
  const data = await parsePayload(queryable, definition, dead, chosen.data);
  const before = upgradePayload(dead);
  const changed = !isDeepStrictEqual(data, before);
  const { actor, reason } = wish;
  const change = { before, after: data, also: chosen.also, actor, reason: reason ?? chosen.reason };
  const recipient = changeRecipient(definition, change);
  return { dead, definition, before, data, changed, chosen, reason, overrode, overtakenBy, recipient };
}
