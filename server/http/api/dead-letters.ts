import * as z from "zod";
import {
  deadLetterDto,
  deadLetterListDto,
  discardBody,
  replayAcceptedDto,
  replayBody,
} from "#server/contracts/dead-letter.ts";
import { deliveryDto } from "#server/contracts/delivery.ts";
import { etagOf, ifMatchOf } from "#server/http/if-match-of.ts";
import { pageLimit } from "#server/http/page-limit.ts";
import { Answer, route } from "#server/http/route.ts";
import { createReplay } from "#server/replays/create-replay.ts";
import { undoReplay } from "#server/replays/undo-replay.ts";
import { discard } from "#server/triage/discard.ts";
import { getDeadLetter } from "#server/triage/get-dead-letter.ts";
import { listDeadLetters } from "#server/triage/list-dead-letters.ts";
import { restore } from "#server/triage/restore.ts";

const byId = z.object({ id: z.uuid() });
const noBody = z.strictObject({}).optional();

export const getDeadLetters = route({
  auth: "operator",
  query: z.strictObject({ cursor: z.string().max(500).optional(), limit: pageLimit }),
  output: deadLetterListDto,
  handle: ({ query }) => listDeadLetters(query),
});

/** The ETag is the version that If-Match of a replay or discard names. */
export const getDeadLetterById = route({
  auth: "operator",
  params: byId,
  output: deadLetterDto,
  handle: async ({ params }) => {
    const deadLetter = await getDeadLetter(params.id);
    return new Answer(deadLetter, { headers: { ETag: etagOf(deadLetter.version) } });
  },
});

/** Without a body the dead letter is replayed as it is. */
export const postReplay = route({
  auth: "operator",
  params: byId,
  body: replayBody.prefault({}),
  output: replayAcceptedDto,
  handle: async ({ params, body, headers, actor, requestId }) => {
    const expectedVersion = ifMatchOf(headers);
    const accepted = await createReplay({ id: params.id, body, expectedVersion, actor, requestId });
    return new Answer(accepted, {
      status: 202,
      headers: { Location: `/api/v1/dead-letters/${accepted.delivery.id}` },
    });
  },
});

export const deleteReplay = route({
  auth: "operator",
  params: byId,
  output: deliveryDto,
  handle: ({ params, actor, requestId }) => undoReplay({ id: params.id, actor, requestId }),
});

export const postDiscard = route({
  auth: "operator",
  params: byId,
  body: discardBody,
  output: deliveryDto,
  handle: ({ params, body, headers, actor, requestId }) =>
    discard({ id: params.id, reason: body.reason, expectedVersion: ifMatchOf(headers), actor, requestId }),
});

export const postRestore = route({
  auth: "operator",
  params: byId,
  body: noBody,
  output: deliveryDto,
  handle: ({ params, actor, requestId }) => restore({ id: params.id, actor, requestId }),
});
