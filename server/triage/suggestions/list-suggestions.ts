import type { KnownActor } from "#server/audit/actor.ts";
import type { SuggestionsDto } from "#server/contracts/triage/editing.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { tellApart } from "#server/delivery/privacy/tell-apart.ts";
import { db, type Queryable } from "#server/platform/database/db.ts";
import { buildId } from "#server/platform/env/env.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { presentData } from "#server/triage/dead-letters/present-data.ts";
import { readDelivery, readLineageIds } from "#server/triage/dead-letters/sql/read-delivery.ts";
import { readReveal } from "#server/triage/privacy/read-reveal.ts";
import { advise } from "#server/triage/suggestions/advise.ts";
import { patchOf } from "#server/triage/suggestions/patch-of.ts";
import { readAddresses } from "#server/triage/suggestions/sql/read-addresses.ts";
import { readCauseDead, readCauseSample } from "#server/triage/suggestions/sql/read-cause-sample.ts";
import { readLastBuild } from "#server/triage/suggestions/sql/read-last-build.ts";
import {
  customersOf,
  type NamedSuggestion,
  suggestFor,
  suggestionsOf,
} from "#server/triage/suggestions/suggestions-of.ts";

/** Of how many dead letters of a cause it is told whether a suggestion would help them too. */
const sampleSize = 200;

/** What is suggested for a dead letter, and for how many others of its cause. Masked like the letter itself. Throws 404. */
export async function listSuggestions(id: string, actor: KnownActor): Promise<SuggestionsDto> {
  const letter = await readDelivery(db(), id);
  if (!letter) throw new NotFoundError(`There is no dead letter ${id}.`);
  const definition = messageOfType(letter.messageType);
  const data = presentData(letter);
  const parsed = definition && !letter.payloadPurgedAt ? parseMessageData(definition, data, letter.subject) : null;
  const [offered, diedUnder, lineage] = [
    letter.state === "dead" ? await suggestionsOf(db(), letter) : [],
    await readLastBuild(db(), letter.id),
    await readLineageIds(db(), letter.rootId),
  ];
  const revealed = (await readReveal(db(), lineage, actor)) !== null;
  const fits = await countFits(db(), letter, offered);
  return {
    advice: advise({ failureCode: letter.failureCode, fits: parsed?.success ?? false, diedUnder, build: buildId() }),
    faults: parsed && !parsed.success ? parsed.errors : [],
    items: offered.map((suggestion, index) => ({
      ...{ id: suggestion.id, kind: suggestion.kind, reason: suggestion.reason },
      ...shown(letter.messageType, data, suggestion, revealed),
      fits: fits[index] ?? { count: 1, of: 1, causeDead: 1 },
    })),
  };
}

function shown(type: string, before: Json, { data }: NamedSuggestion, revealed: boolean) {
  const after = data as Json;
  if (revealed) return { patch: patchOf(before, after), payload: after, masked: [] };
  // One mask for both, so that a change of what is masked is still a change.
  const mask = tellApart();
  const compared = (payload: Json) => maskPayload(type, payload, mask).data;
  const { data: payload, fields } = maskPayload(type, after);
  return { patch: patchOf(compared(before), compared(after)), payload, masked: fields.map(({ pointer }) => pointer) };
}

async function countFits(queryable: Queryable, letter: LockedDelivery, offered: readonly NamedSuggestion[]) {
  if (letter.cause === null || offered.length === 0) return [];
  const sample = await readCauseSample(queryable, letter.cause, sampleSize);
  const addresses = await readAddresses(queryable, customersOf(sample));
  const shapes = sample.map((other) => new Set(suggestFor(other, addresses).map(({ shape }) => shape)));
  const causeDead = await readCauseDead(queryable, letter.cause);
  return offered.map(({ shape }) => ({
    count: shapes.filter((known) => known.has(shape)).length,
    of: sample.length,
    causeDead,
  }));
}
