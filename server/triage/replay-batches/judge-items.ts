import type { KnownActor } from "#server/audit/actor.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { AppError, InvalidInputError, NotFoundError } from "#server/platform/errors.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { readAllReplayFacts } from "#server/triage/dead-letters/sql/read-replay-facts.ts";
import { applyChange } from "#server/triage/replay-batches/apply-change.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import { type ItemResult, readLastChangers } from "#server/triage/replay-batches/sql/write-items.ts";
import { type JudgedReplay, judgeReplay } from "#server/triage/replays/judge-replay.ts";
import { readKnown } from "#server/triage/suggestions/find-suggestions.ts";

export type JudgedItem = { number: number; replay: JudgedReplay } | { number: number; refusal: AppError };
type Item = { number: number; dead: LockedDelivery; overrideReason: string | null };

const logger = logFor("replays");

/**
 * Judges items of a batch as a replay of each alone would be judged, with the batch's change and actor. An item whose guard was
 * overridden has the reason for it. Writes nothing.
 */
export async function judgeItems(
  queryable: Queryable,
  batch: Pick<BatchRow, "change" | "reason">,
  actor: KnownActor,
  items: readonly Item[],
): Promise<JudgedItem[]> {
  const letters = items.map(({ dead }) => dead);
  const facts = await readAllReplayFacts(queryable, letters);
  const suggests = batch.change?.suggestion !== undefined;
  const known = suggests ? await readKnown(queryable, letters) : () => undefined;
  const judged: JudgedItem[] = [];
  for (const { number, dead, overrideReason } of items) {
    const overridden = overrideReason !== null;
    try {
      const own = facts.get(dead.id);
      if (!own) throw new NotFoundError(`There is no dead letter ${dead.id}.`);
      const replay = await judgeReplay(queryable, dead, own, {
        // A draft may have no reason yet: a change that requires one is judged as if it were given. The start requires it.
        ...{ actor, reason: overrideReason ?? (batch.reason || "draft") },
        override: overridden ? { alreadySent: true, loop: true } : {},
        resolve: async () => changeOne(batch.change, dead, known),
      });
      judged.push({ number, replay });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      judged.push({ number, refusal: error });
    }
  }
  return judged;
}

/** Applies the change; a module's code that fails on one message leaves that message behind, and not the batch. */
function changeOne(...given: Parameters<typeof applyChange>): ReturnType<typeof applyChange> {
  try {
    return applyChange(...given);
  } catch (error) {
    if (error instanceof AppError) throw error;
    logger.warn({ err: error, delivery: given[1].id }, "a change failed on a dead letter");
    throw new InvalidInputError([
      { pointer: "/payload", detail: "cannot be changed: the change fails on this message" },
    ]);
  }
}

type Refused = { number: number; deliveryId: string; refusal: AppError };

/** The outcomes of refused items: a conflict says who changed the dead letter meanwhile, and when. */
export async function outcomesOf(queryable: Queryable, refused: readonly Refused[]): Promise<ItemResult[]> {
  const conflicts = refused.filter(({ refusal }) => outcomeOf(refusal) === "conflict");
  const changers = await readLastChangers(
    queryable,
    conflicts.map(({ deliveryId }) => deliveryId),
  );
  return refused.map(({ number, deliveryId, refusal }) => {
    const outcome = outcomeOf(refusal);
    const isInvalid = outcome === "invalid";
    const changer = outcome === "conflict" ? changers.get(deliveryId) : undefined;
    return {
      ...{ number, outcome, detail: detailOf(refusal), change: isInvalid ? "invalid" : null },
      ...{ changedBy: changer?.name ?? null, changedAt: changer?.at ?? null },
    };
  });
}

function outcomeOf({ code, extensions }: AppError): "alreadySent" | "conflict" | "invalid" {
  if (code === "invalid_input" || code === "forbidden") return "invalid";
  const { overrides } = extensions;
  return Array.isArray(overrides) && overrides.includes("alreadySent") ? "alreadySent" : "conflict";
}

/** The reason of a refusal: the fields of an invalid payload, so that equal reasons can be counted. */
function detailOf({ message, fields }: AppError): string {
  if (fields.length === 0) return message;
  return fields.map(({ pointer, detail }) => `${pointer.replace(/^\/payload\//, "")} ${detail}`).join("; ");
}
