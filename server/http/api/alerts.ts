import * as z from "zod";
import { alertDto, alertListDto } from "#server/contracts/monitoring/alert.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { acknowledgeAlert } from "#server/monitoring/alerts/acknowledge-alert.ts";
import { listAlerts } from "#server/monitoring/alerts/list-alerts.ts";

export const alertRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/alerts",
    callers: "readers",
    summary: "List firing and resolved alerts, their notifications, and the alert rules.",
    auth: "pipeline.read",
    output: alertListDto,
    handle: () => listAlerts(),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/alerts/{id}/acknowledge",
    callers: "operators",
    summary: "Acknowledge a firing alert.",
    auth: "alerts.acknowledge",
    params: z.object({ id: z.uuid().toLowerCase() }),
    body: z.strictObject({}).optional(),
    output: alertDto,
    audit: "alert.acknowledge",
    example: { given: "firing-alert" },
    problems: ["conflict"],
    handle: ({ params, actor, requestId }) => acknowledgeAlert({ id: params.id, actor, requestId }),
  }),
];
