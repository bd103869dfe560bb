import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import {
  deadLetterDto,
  deadLetterListDto,
  discardBody,
  replayAcceptedDto,
  replayBody,
  revealBody,
} from "#server/contracts/triage/dead-letter.ts";
import { deadLetterFilter, listedStates } from "#server/contracts/triage/dead-letter-filter.ts";
import {
  discardDeadLettersBody,
  restoreDeadLettersBody,
  selectionResultDto,
} from "#server/contracts/triage/selected-dead-letters.ts";
import { etagOf, ifMatchOf } from "#server/http/if-match-of.ts";
import { pageLimit } from "#server/http/page-limit.ts";
import { Answer, route } from "#server/http/route.ts";
import { chooseLookup } from "#server/triage/dead-letter-lists/choose-lookup.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { listDiscarded } from "#server/triage/dead-letter-lists/list-discarded.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { discardDeadLetters } from "#server/triage/dead-letters/discard-dead-letters.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { restoreDeadLetters } from "#server/triage/dead-letters/restore-dead-letters.ts";
import { reveal } from "#server/triage/dead-letters/reveal.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const byId = z.object({ id: z.uuid() });
const noBody = z.strictObject({}).optional();
const state = z.enum(listedStates, "must be dead or discarded").default("dead");

export const getDeadLetters = route({
  summary:
    "Dead letters that fit every filter, the newest first, page by page. `scope` says how far a search has looked: go on with `nextCursor`. With `state=discarded` those that were put away, the latest first, of which `cause` is the one filter.",
  auth: "dead-letters.read",
  query: deadLetterFilter.extend({ cursor: z.string().max(500).optional(), limit: pageLimit, state }),
  output: deadLetterListDto,
  problems: ["too_many_tries"],
  handle: async ({ query: { cursor = null, limit, state, ...filter }, actor, requestId }) =>
    state === "discarded"
      ? listDiscarded({ filter, cursor, limit })
      : listDeadLetters({ filter, cursor, limit, lookup: await chooseLookup({ text: filter.q, actor, requestId }) }),
});

/** The ETag is the version that If-Match of a replay or discard names. */
export const getDeadLetterById = route({
  summary: "One dead letter with everything that happened to it. Its ETag is what a decision names by If-Match.",
  auth: "dead-letters.read",
  params: byId,
  output: deadLetterDto,
  handle: async ({ params, actor }) => {
    const deadLetter = await getDeadLetter(params.id, actor);
    return new Answer(deadLetter, { headers: { ETag: etagOf(deadLetter.version) } });
  },
});

export const postReveal = route({
  summary: "Show what a dead letter holds about people to whoever asks, for 15 minutes. On record in the audit.",
  auth: "pii.reveal",
  params: byId,
  body: revealBody.prefault({}),
  output: deadLetterDto,
  audit: "dead-letter.reveal",
  security: "security.reveal",
  problems: ["too_many_tries"],
  handle: ({ params, body, actor, requestId }) =>
    reveal({ id: params.id, reason: body.reason ?? null, actor, requestId }),
});

/** Without a body the dead letter is replayed as it is. */
export const postReplay = route({
  summary: "Replay a dead letter: as it is, with an edited payload, or with a fix. It leaves after 5 s.",
  auth: "dead-letters.replay",
  params: byId,
  body: replayBody.prefault({}),
  output: replayAcceptedDto,
  status: 202,
  audit: "dead-letter.replay",
  preconditions: true,
  problems: ["conflict", "gone"],
  handle: async ({ params, body, headers, actor, requestId }) => {
    const expectedVersion = ifMatchOf(headers);
    const accepted = await createReplay({ id: params.id, body, expectedVersion, actor, requestId });
    return new Answer(accepted, {
      headers: { Location: `/api/v1/dead-letters/${accepted.delivery.id}` },
    });
  },
});

export const deleteReplay = route({
  summary: "Undo a replay that has not left.",
  auth: "dead-letters.replay",
  params: byId,
  output: deliveryDto,
  audit: "dead-letter.undo",
  problems: ["conflict"],
  handle: ({ params, actor, requestId }) => undoReplay({ id: params.id, actor, requestId }),
});

export const postDiscard = route({
  summary: "Put a dead letter away, with a reason.",
  auth: "dead-letters.discard",
  params: byId,
  body: discardBody,
  output: deliveryDto,
  audit: "dead-letter.discard",
  preconditions: true,
  problems: ["conflict"],
  handle: ({ params, body, headers, actor, requestId }) =>
    discard({ id: params.id, reason: body.reason, expectedVersion: ifMatchOf(headers), actor, requestId }),
});

export const postRestore = route({
  summary: "Bring a discarded dead letter back.",
  auth: "dead-letters.discard",
  params: byId,
  body: noBody,
  output: deliveryDto,
  audit: "dead-letter.restore",
  problems: ["conflict", "gone"],
  handle: ({ params, actor, requestId }) => restore({ id: params.id, actor, requestId }),
});

export const postDiscardLetters = route({
  summary:
    "Put up to 100 dead letters away, with a reason. Each is named with the version that was seen; what has changed since is refused by itself, the others are done together.",
  auth: "dead-letters.discard",
  body: discardDeadLettersBody,
  output: selectionResultDto,
  audit: "dead-letter.discard",
  handle: ({ body, actor, requestId }) => discardDeadLetters({ ...body, actor, requestId }),
});

export const postRestoreLetters = route({
  summary: "Bring up to 100 discarded dead letters back, each at the version that was seen.",
  auth: "dead-letters.discard",
  body: restoreDeadLettersBody,
  output: selectionResultDto,
  audit: "dead-letter.restore",
  handle: ({ body, actor, requestId }) => restoreDeadLetters({ ...body, actor, requestId }),
});
