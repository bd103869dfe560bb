import * as z from "zod";
import { invariantCheckDto, outboxDto } from "#server/contracts/delivery/outbox.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { activityListDto } from "#server/contracts/monitoring/activity.ts";
import { historyDto, historyRange } from "#server/contracts/monitoring/history.ts";
import { pipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { mayDo } from "#server/identity/access/may-do.ts";
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
      "What happened of late: alerts, deploys, lost workers and, for those who may read the audit, what somebody did.",
    auth: "pipeline.read",
    output: activityListDto,
    handle: ({ actor }) => listActivity(mayDo(actor, "audit.read")),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/history",
    callers: "readers",
    summary: "What passed, failed, died and waited, bucket by bucket, over 15 minutes, an hour, 24 hours or 7 days.",
    auth: "pipeline.read",
    query: z.strictObject({ range: historyRange.default("1h"), handler: plainText(200).optional() }),
    output: historyDto,
    handle: ({ query: { range, handler } }) => shareHistory(range, handler ?? null),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/outbox",
    callers: "readers",
    summary: "What is not relayed yet: how many, how long, the oldest of them with their errors, and what was parked.",
    auth: "pipeline.read",
    output: outboxDto,
    handle: () => getOutbox(),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/outbox/check",
    callers: "readers",
    summary:
      "Looks in the rows for what must never be: orders without a message, messages without a delivery, deliveries that nothing holds or nothing will wake.",
    auth: "pipeline.read",
    output: invariantCheckDto,
    handle: () => checkInvariants(),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/pipeline",
    callers: "readers",
    summary: "Depths and ages of outbox and handlers, counted at one moment.",
    auth: "pipeline.read",
    output: pipelineDto,
    handle: () => getSnapshot(),
  }),
];
