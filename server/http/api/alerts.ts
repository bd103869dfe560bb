import * as z from "zod";
import { alertDto, alertListDto } from "#server/contracts/monitoring/alert.ts";
import { route } from "#server/http/route.ts";
import { acknowledgeAlert } from "#server/monitoring/alerts/acknowledge-alert.ts";
import { listAlerts } from "#server/monitoring/alerts/list-alerts.ts";

export const getAlerts = route({
  summary: "What is wrong now, what was, what was said of it and where, and the rules.",
  auth: "pipeline.read",
  output: alertListDto,
  handle: () => listAlerts(),
});

export const postAcknowledge = route({
  summary: "Say that somebody looks after a firing alert.",
  auth: "alerts.acknowledge",
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({}).optional(),
  output: alertDto,
  audit: "alert.acknowledge",
  problems: ["conflict"],
  handle: ({ params, actor, requestId }) => acknowledgeAlert({ id: params.id, actor, requestId }),
});
