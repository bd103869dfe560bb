import { reasonBody } from "#server/contracts/delivery/reason.ts";
import { sendingResumedDto } from "#server/contracts/delivery/sending.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { resumeSending } from "#server/monitoring/alerts/resume-sending.ts";

export const sendingRoutes = [
  defineRoute({
    method: "POST",
    path: "/api/v1/sending/resume",
    callers: "operators",
    summary: "Resume sending after a database restore. Requires a reason.",
    auth: "sending.resume",
    body: reasonBody,
    output: sendingResumedDto,
    audit: "sending.resume",
    example: { given: "sending-stopped", body: { reason: "a test" } },
    problems: ["conflict"],
    handle: ({ body, actor, requestId }) => resumeSending({ reason: body.reason, actor, requestId }),
  }),
];
