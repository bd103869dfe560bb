import type { KnownActor } from "#server/audit/actor.ts";
import type { SuggestionsDto } from "#server/contracts/triage/editing.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { createDistinctMasker } from "#server/delivery/privacy/create-distinct-masker.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { db, prisma } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { readDelivery, readLineageIds } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { upgradePayload } from "#server/triage/dead-letters/upgrade-payload.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";
import { type RecipeRow, readRecipes } from "#server/triage/recipes/sql/recipes.ts";
import { advise } from "#server/triage/suggestions/advise.ts";
import { createPatch } from "#server/triage/suggestions/create-patch.ts";
import {
  findSuggestions,
  type IdentifiedSuggestion,
  readKnown,
  suggestFor,
} from "#server/triage/suggestions/find-suggestions.ts";
import { readCauseSample } from "#server/triage/suggestions/sql/read-cause-sample.ts";

/** How many dead letters of a cause a suggestion is checked against. */
const sampleSize = 200;

/** Lists suggestions for a dead letter, with how many others of its cause each would help. Masked. Throws 404. */
export async function listSuggestions(id: string, actor: KnownActor): Promise<SuggestionsDto> {
  const deadLetter = await readDelivery(db(), id);
  if (!deadLetter) throw new NotFoundError(`There is no dead letter ${id}.`);
  const definition = messageOfType(deadLetter.messageType);
  const data = upgradePayload(deadLetter);
  const parsed =
    definition && !deadLetter.payloadPurgedAt ? parseMessageData(definition, data, deadLetter.subject) : null;
  const [offered, diedUnder, lineage] = [
    deadLetter.state === "dead" ? await findSuggestions(db(), deadLetter) : [],
    await lastBuildOf(deadLetter.id),
    await readLineageIds(db(), deadLetter.rootId),
  ];
  const revealed = (await readReveal(db(), lineage, actor)) !== null;
  const fits = await countFits(deadLetter, offered);
  const recipes = deadLetter.cause === null ? [] : await readRecipes(db(), deadLetter.cause);
  return {
    advice: advise({
      failureCode: deadLetter.failureCode,
      fits: parsed?.success ?? false,
      diedUnder,
      build: buildId(),
    }),
    faults: parsed && !parsed.success ? parsed.errors : [],
    items: offered
      .map((suggestion, index) => ({
        ...{ id: suggestion.id, kind: suggestion.kind, shape: suggestion.shape, reason: suggestion.reason },
        ...shown(deadLetter.messageType, data, suggestion, revealed),
        recipe: recipeOf(suggestion, recipes),
        fits: fits[index] ?? { count: 1, of: 1, causeDead: 1 },
      }))
      .sort((one, other) => Number(other.recipe !== null) - Number(one.recipe !== null)),
  };
}

/** The enabled recipe of a suggestion: it is offered before the others. */
function recipeOf({ shape }: IdentifiedSuggestion, recipes: readonly RecipeRow[]) {
  const found = recipes.find(({ change, enabled }) => enabled && change.suggestion === shape);
  return found ? { id: found.id, worked: found.worked, tried: found.tried } : null;
}

function shown(type: string, before: Json, { data }: IdentifiedSuggestion, revealed: boolean) {
  const after = data as Json;
  if (revealed) return { patch: createPatch(before, after), payload: after, masked: [] };
  // One mask for both, so that a change of a masked value is shown as a change.
  const mask = createDistinctMasker();
  const compared = (payload: Json) => maskPayload(type, payload, mask).data;
  const { data: payload, fields } = maskPayload(type, after);
  return {
    patch: createPatch(compared(before), compared(after)),
    payload,
    masked: fields.map(({ pointer }) => pointer),
  };
}

async function countFits(deadLetter: LockedDelivery, offered: readonly IdentifiedSuggestion[]) {
  if (deadLetter.cause === null || offered.length === 0) return [];
  const sample = await readCauseSample(db(), deadLetter.cause, sampleSize);
  const known = await readKnown(db(), sample);
  const shapes = sample.map((other) => new Set(suggestFor(other, known).map(({ shape }) => shape)));
  const cause = await prisma().cause.findUnique({ where: { fingerprint: deadLetter.cause }, select: { dead: true } });
  return offered.map(({ shape }) => ({
    count: shapes.filter((known) => known.has(shape)).length,
    of: sample.length,
    causeDead: cause?.dead ?? 0,
  }));
}

/** The build that made the last attempt of a delivery; null where no attempt was kept. */
async function lastBuildOf(deliveryId: string): Promise<string | null> {
  const last = await prisma().attempt.findFirst({
    where: { deliveryId },
    orderBy: { number: "desc" },
    select: { build: true },
  });
  return last?.build ?? null;
}
