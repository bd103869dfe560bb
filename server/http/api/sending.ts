import { resumeSendingBody, sendingResumedDto } from "#server/contracts/delivery/sending.ts";
import { route } from "#server/http/route.ts";
import { resumeSending } from "#server/monitoring/alerts/resume-sending.ts";

export const postResume = route({
  summary: "Let mails and webhooks leave again after a restore, with a reason.",
  auth: "sending.resume",
  body: resumeSendingBody,
  output: sendingResumedDto,
  audit: "sending.resume",
  problems: ["conflict"],
  handle: ({ body, actor, requestId }) => resumeSending({ reason: body.reason, actor, requestId }),
});
