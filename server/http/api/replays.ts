import * as z from "zod";
import {
  changeRateBody,
  createReplayBody,
  declineReplayBody,
  overrideItemBody,
  replayBatchDto,
  replayFailuresBody,
  replayItemsDto,
  replayListDto,
  replayListQuery,
  replayPreviewDto,
  startReplayBody,
} from "#server/contracts/triage/replay-batch.ts";
import { itemOutcomes } from "#server/contracts/triage/replay-outcomes.ts";
import { idempotencyKeyOf } from "#server/http/request/idempotency-key-of.ts";
import { pageLimit } from "#server/http/request/page-limit.ts";
import { streamOfLines } from "#server/http/response/stream-of-lines.ts";
import { Answer, defineRoute, RawAnswer } from "#server/http/route/define-route.ts";
import { createBatch } from "#server/triage/replay-batches/create-batch.ts";
import { exportItems } from "#server/triage/replay-batches/export-items.ts";
import { getBatch } from "#server/triage/replay-batches/get-batch.ts";
import { listBatches } from "#server/triage/replay-batches/list-batches.ts";
import { listItems } from "#server/triage/replay-batches/list-items.ts";
import { overrideItem } from "#server/triage/replay-batches/override-item.ts";
import { previewBatch } from "#server/triage/replay-batches/preview-batch.ts";
import { replayFailures } from "#server/triage/replay-batches/replay-failures.ts";
import { startBatch } from "#server/triage/replay-batches/start-batch.ts";
import {
  abortBatch,
  approveBatch,
  changeBatchRate,
  declineBatch,
  pauseBatch,
  resumeBatch,
} from "#server/triage/replay-batches/steer-batch.ts";

const types = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" };
const byId = z.object({ id: z.uuid().toLowerCase() });
const emptyBody = z.strictObject({}).optional();
const cursor = z.string().max(500).optional();
const outcome = z.enum(itemOutcomes, `must be one of ${itemOutcomes.join(", ")}`).optional();

/** The common part of the decisions about a batch. */
const decision = {
  callers: "operators",
  auth: "replays.run",
  params: byId,
  body: emptyBody,
  output: replayBatchDto,
  problems: ["conflict"],
} as const;

export const replayRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/v1/replays",
    callers: "operators",
    summary:
      "Create a bulk replay of a cause, a filter or listed dead letters. The set is frozen with its versions. It is a draft until it is started.",
    auth: "replays.run",
    body: createReplayBody,
    output: replayBatchDto,
    status: 201,
    audit: "replay.create",
    example: { given: "dead-letter-of-replay", body: { reason: "a test" } },
    idempotent: true,
    problems: ["conflict"],
    handle: async ({ body, headers, actor, requestId }) => {
      const batch = await createBatch({ body, idempotencyKey: idempotencyKeyOf(headers), actor, requestId });
      return new Answer(batch, { headers: { Location: `/api/v1/replays/${batch.id}` } });
    },
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/replays",
    callers: "readers",
    summary:
      "List bulk replays, newest first. `open=yes` lists those that are not at their end, `started=yes` leaves out drafts.",
    auth: "dead-letters.read",
    query: replayListQuery.extend({ cursor, limit: pageLimit }),
    output: replayListDto,
    handle: ({ query: { cursor = null, limit, ...filter } }) => listBatches({ filter, cursor, limit }),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/replays/{id}",
    callers: "readers",
    summary: "Get a bulk replay: its set, its progress and its receipt. The counts add up to `total`.",
    auth: "dead-letters.read",
    params: byId,
    output: replayBatchDto,
    handle: ({ params }) => getBatch(params.id),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/replays/{id}/items",
    callers: "readers",
    summary: "List the dead letters of a bulk replay with their outcomes, in the order of the replay.",
    auth: "dead-letters.read",
    params: byId,
    query: z.strictObject({ outcome, cursor, limit: pageLimit }),
    output: replayItemsDto,
    handle: ({ params, query }) =>
      listItems({ id: params.id, outcome: query.outcome ?? null, cursor: query.cursor ?? null, limit: query.limit }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/preview",
    callers: "readers",
    summary:
      "Preview a bulk replay: a sample of one dead letter per distinct shape, at most 20, by the real handler. Nothing is sent.",
    auth: "dead-letters.read",
    params: byId,
    body: emptyBody,
    output: replayPreviewDto,
    audit: { none: "it reads, and sends nothing" },
    problems: ["conflict", "gone"],
    deadlineMilliseconds: 30_000,
    handle: ({ params, actor }) => previewBatch({ ...params, actor }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/export",
    callers: "operators",
    summary:
      "Export the receipt of a bulk replay as a file, one row per dead letter, masked. Recorded in the audit log.",
    auth: "dead-letters.export",
    params: byId,
    query: z.strictObject({ format: z.enum(["csv", "jsonl"]).default("csv") }),
    output: z.string().describe("A row (CSV) or an object (JSON Lines) per dead letter."),
    contentType: "text/csv",
    audit: "replay.export",
    example: { given: "replay" },
    security: "security.export",
    streams: true,
    handle: async ({ params, query: { format }, actor, requestId, signal }) => {
      const lines = await exportItems({ id: params.id, format, actor, requestId, signal: signal() });
      return new RawAnswer(streamOfLines(lines), {
        "Content-Type": types[format],
        "Content-Disposition": `attachment; filename="replay-${params.id.slice(0, 8)}.${format}"`,
        "Cache-Control": "no-store, no-transform",
      });
    },
  }),

  defineRoute({
    method: "PATCH",
    path: "/api/v1/replays/{id}",
    ...decision,
    summary: "Change the rate of a bulk replay. null removes the limit.",
    body: changeRateBody,
    audit: "replay.rate",
    example: { given: "replay", body: { ratePerSecond: 20 } },
    handle: ({ params, body, actor, requestId }) => changeBatchRate({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/start",
    ...decision,
    summary: "Start a bulk replay. Above the limit of the role it waits for the approval of another person.",
    body: startReplayBody.prefault({}),
    audit: "replay.start",
    example: { given: "replay" },
    handle: ({ params, body, actor, requestId }) => startBatch({ ...params, body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/approve",
    ...decision,
    auth: "replays.approve",
    summary: "Approve a bulk replay that another person created. It starts.",
    audit: "replay.approve",
    example: { given: "replay-awaiting-approval" },
    handle: ({ params, actor, requestId }) => approveBatch({ ...params, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/decline",
    ...decision,
    auth: "replays.approve",
    summary: "Decline a bulk replay that another person created. It ends without a replay.",
    body: declineReplayBody,
    audit: "replay.decline",
    example: { given: "replay-awaiting-approval", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) => declineBatch({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/pause",
    ...decision,
    summary: "Pause a running bulk replay. Messages in flight end.",
    audit: "replay.pause",
    example: { given: "replay-running" },
    handle: ({ params, actor, requestId }) => pauseBatch({ ...params, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/resume",
    ...decision,
    summary: "Resume a paused bulk replay.",
    audit: "replay.resume",
    example: { given: "replay-paused" },
    handle: ({ params, actor, requestId }) => resumeBatch({ ...params, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/abort",
    ...decision,
    summary: "Abort a bulk replay. Dead letters that were not replayed stay, messages in flight end.",
    audit: "replay.abort",
    example: { given: "replay-running" },
    handle: ({ params, actor, requestId }) => abortBatch({ ...params, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/replay-failures",
    ...decision,
    summary: "Create a draft of the dead letters that the replays of a bulk replay became again.",
    body: replayFailuresBody.prefault({}),
    status: 201,
    audit: "replay.create",
    example: { given: "replay-failed" },
    idempotent: true,
    handle: async ({ params, body, headers, actor, requestId }) => {
      const batch = await replayFailures({
        ...params,
        body,
        idempotencyKey: idempotencyKeyOf(headers),
        actor,
        requestId,
      });
      return new Answer(batch, { headers: { Location: `/api/v1/replays/${batch.id}` } });
    },
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/replays/{id}/override",
    ...decision,
    summary: "Replay an item that was left out because it was or may have been sent. Requires a reason.",
    body: overrideItemBody,
    audit: "replay.override",
    example: { given: "replay-of-sent", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) => overrideItem({ ...params, ...body, actor, requestId }),
  }),
];
