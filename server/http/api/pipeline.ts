import * as z from "zod";
import { mayDo } from "#server/audit/may-do.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { activityListDto } from "#server/contracts/monitoring/activity.ts";
import { historyDto, historyRange } from "#server/contracts/monitoring/history.ts";
import { invariantCheckDto, outboxDto } from "#server/contracts/monitoring/outbox.ts";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { listActivity } from "#server/monitoring/activity/list-activity.ts";
import { shareHistory } from "#server/monitoring/history/share-history.ts";
import { checkInvariants } from "#server/monitoring/invariants/check-invariants.ts";
import { getOutbox } from "#server/monitoring/pipeline/get-outbox.ts";
import { getSnapshot } from "#server/monitoring/pipeline/get-snapshot.ts";

export const pipelineRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/activity",
    callers: "readers",
    summary:
      "List recent activity: alerts, deploys and lost workers, and audit entries for callers who may read the audit log.",
    auth: "pipeline.read",
    output: activityListDto,
    handle: ({ actor }) => listActivity(mayDo(actor, "audit.read")),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/history",
    callers: "readers",
    summary:
      "Get counts of delivered, failed, dead-lettered and waiting messages per bucket, over 15 minutes, 1 hour, 24 hours or 7 days.",
    auth: "pipeline.read",
    query: z.strictObject({ range: historyRange.default("1h"), handler: plainText(200).optional() }),
    output: historyDto,
    handle: ({ query: { range, handler } }) => shareHistory(range, handler ?? null),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/outbox",
    callers: "readers",
    summary: "Get the pending and parked messages of the outbox: counts, ages, and the oldest with their errors.",
    auth: "pipeline.read",
    output: outboxDto,
    handle: () => getOutbox(),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/outbox/check",
    callers: "readers",
    summary:
      "Check the invariants of the pipeline: rows without a message, messages without a delivery, and deliveries without a job.",
    auth: "pipeline.read",
    output: invariantCheckDto,
    handle: () => checkInvariants(),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/pipeline",
    callers: "readers",
    summary: "Get depths and ages of the outbox and of every handler, counted at one moment.",
    auth: "pipeline.read",
    output: pipelineDto,
    handle: () => getSnapshot(),
  }),
];
