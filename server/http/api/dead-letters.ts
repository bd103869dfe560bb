import * as z from "zod";
import { deliveryDto } from "#server/contracts/delivery/delivery.ts";
import { reasonBody } from "#server/contracts/delivery/reason.ts";
import {
  deadLetterDto,
  deadLetterListDto,
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
import { etagOf, ifMatchOf } from "#server/http/request/if-match-of.ts";
import { pageLimit } from "#server/http/request/page-limit.ts";
import { streamOfLines } from "#server/http/response/stream-of-lines.ts";
import { Answer, defineRoute, RawAnswer } from "#server/http/route/define-route.ts";
import { chooseLookup } from "#server/triage/dead-letter-lists/choose-lookup.ts";
import { listDeadLetters } from "#server/triage/dead-letter-lists/list-dead-letters.ts";
import { listDiscarded } from "#server/triage/dead-letter-lists/list-discarded.ts";
import { discard } from "#server/triage/dead-letters/discard.ts";
import { discardDeadLetters } from "#server/triage/dead-letters/discard-dead-letters.ts";
import { getDeadLetter } from "#server/triage/dead-letters/get-dead-letter.ts";
import { restore } from "#server/triage/dead-letters/restore.ts";
import { restoreDeadLetters } from "#server/triage/dead-letters/restore-dead-letters.ts";
import { reveal } from "#server/triage/dead-letters/reveal.ts";
import { exportDeadLetters, maxExported } from "#server/triage/export/export-dead-letters.ts";
import { createReplay } from "#server/triage/replays/create-replay.ts";
import { undoReplay } from "#server/triage/replays/undo-replay.ts";

const types = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" };

const byId = z.object({ id: z.uuid().toLowerCase() });
const emptyBody = z.strictObject({}).optional();
const state = z.enum(listedStates, "must be dead or discarded").default("dead");

export const deadLetterRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/dead-letters",
    callers: "readers",
    summary:
      "List dead letters that match all filters, newest first. `scope` states how many dead letters were searched: continue with `nextCursor`. `state=discarded` lists discarded ones, last discarded first, and accepts `cause` as its only filter.",
    auth: "dead-letters.read",
    query: deadLetterFilter.extend({ cursor: z.string().max(500).optional(), limit: pageLimit, state }),
    output: deadLetterListDto,
    problems: ["too_many_tries"],
    handle: async ({ query: { cursor = null, limit, state, ...filter }, actor, requestId }) =>
      state === "discarded"
        ? listDiscarded({ filter, cursor, limit })
        : listDeadLetters({ filter, cursor, limit, lookup: await chooseLookup({ text: filter.q, actor, requestId }) }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/export",
    callers: "operators",
    summary: `Export dead letters that match all filters as a file, newest first, masked, at most ${maxExported.toLocaleString("en-GB")}. Recorded in the audit log.`,
    auth: "dead-letters.export",
    query: deadLetterFilter.extend({ format: z.enum(["csv", "jsonl"]).default("csv") }),
    output: z
      .string()
      .describe(
        "A row (CSV) or an object (JSON Lines) per dead letter. The last one states whether the export was truncated.",
      ),
    contentType: "text/csv",
    audit: "dead-letter.export",
    example: {},
    security: "security.export",
    problems: ["too_many_tries"],
    streams: true,
    handle: async ({ query: { format, ...filter }, actor, requestId, signal }) => {
      const lookup = await chooseLookup({ text: filter.q, actor, requestId });
      const lines = await exportDeadLetters({ filter, format, lookup, actor, requestId, signal: signal() });
      return new RawAnswer(streamOfLines(lines), {
        "Content-Type": types[format],
        "Content-Disposition": `attachment; filename="dead-letters.${format}"`,
        "Cache-Control": "no-store, no-transform",
      });
    },
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/dead-letters/{id}",
    callers: "readers",
    summary: "Get a dead letter with its attempts, replays and audit entries. Send its ETag in If-Match to change it.",
    auth: "dead-letters.read",
    params: byId,
    output: deadLetterDto,
    handle: async ({ params, actor }) => {
      const deadLetter = await getDeadLetter(params.id, actor);
      return new Answer(deadLetter, { headers: { ETag: etagOf(deadLetter.version) } });
    },
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/{id}/reveal",
    callers: "operators",
    summary: "Reveal the personal data of a dead letter to the caller for 15 minutes. Recorded in the audit log.",
    auth: "pii.reveal",
    params: byId,
    body: revealBody.prefault({}),
    output: deadLetterDto,
    audit: "dead-letter.reveal",
    example: { given: "dead-letter" },
    security: "security.reveal",
    problems: ["too_many_tries"],
    handle: ({ params, body, actor, requestId }) =>
      reveal({ id: params.id, reason: body.reason ?? null, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/{id}/replay",
    callers: "operators",
    summary: "Replay a dead letter: unchanged, with an edited payload, or with a fix. It is published after 5 s.",
    auth: "dead-letters.replay",
    params: byId,
    body: replayBody.prefault({}),
    output: replayAcceptedDto,
    status: 202,
    audit: "dead-letter.replay",
    example: { given: "dead-letter", ifMatch: true },
    preconditions: true,
    problems: ["conflict", "gone"],
    handle: async ({ params, body, headers, actor, requestId }) => {
      const expectedVersion = ifMatchOf(headers);
      const accepted = await createReplay({ id: params.id, body, expectedVersion, actor, requestId });
      return new Answer(accepted, {
        headers: { Location: `/api/v1/dead-letters/${accepted.delivery.id}` },
      });
    },
  }),

  defineRoute({
    method: "DELETE",
    path: "/api/v1/dead-letters/{id}/replay",
    callers: "operators",
    summary: "Undo a replay that is not published yet.",
    auth: "dead-letters.replay",
    params: byId,
    output: deliveryDto,
    audit: "dead-letter.undo",
    example: { given: "dead-letter-replayed" },
    problems: ["conflict"],
    handle: ({ params, actor, requestId }) => undoReplay({ id: params.id, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/{id}/discard",
    callers: "operators",
    summary: "Discard a dead letter. Requires a reason.",
    auth: "dead-letters.discard",
    params: byId,
    body: reasonBody,
    output: deliveryDto,
    audit: "dead-letter.discard",
    example: { given: "dead-letter", body: { reason: "a test" }, ifMatch: true },
    preconditions: true,
    problems: ["conflict"],
    handle: ({ params, body, headers, actor, requestId }) =>
      discard({ id: params.id, reason: body.reason, expectedVersion: ifMatchOf(headers), actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/{id}/restore",
    callers: "operators",
    summary: "Restore a discarded dead letter.",
    auth: "dead-letters.discard",
    params: byId,
    body: emptyBody,
    output: deliveryDto,
    audit: "dead-letter.restore",
    example: { given: "dead-letter-discarded" },
    problems: ["conflict", "gone"],
    handle: ({ params, actor, requestId }) => restore({ id: params.id, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/discard",
    callers: "operators",
    summary:
      "Discard up to 100 dead letters. Requires a reason. Each is sent with its version; those that changed since are refused, the others are discarded together.",
    auth: "dead-letters.discard",
    body: discardDeadLettersBody,
    output: selectionResultDto,
    audit: "dead-letter.discard",
    example: { given: "dead-letter-selected", body: { reason: "a test" } },
    handle: ({ body, actor, requestId }) => discardDeadLetters({ ...body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/dead-letters/restore",
    callers: "operators",
    summary: "Restore up to 100 discarded dead letters, each sent with its version.",
    auth: "dead-letters.discard",
    body: restoreDeadLettersBody,
    output: selectionResultDto,
    audit: "dead-letter.restore",
    example: { given: "dead-letter-selected-discarded" },
    handle: ({ body, actor, requestId }) => restoreDeadLetters({ ...body, actor, requestId }),
  }),
];
