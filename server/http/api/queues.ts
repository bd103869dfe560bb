import * as z from "zod";
import { handlerPauseBody, handlerPausedDto, queueListDto } from "#server/contracts/queue.ts";
import { route } from "#server/http/route.ts";
import { listQueues } from "#server/queues/list-queues.ts";
import { pauseHandler, resumeHandler } from "#server/queues/pause-handler.ts";

const byHandler = z.object({ handler: z.string().min(1).max(200) });

export const getQueues = route({
  summary: "Every handler: what waits, is under way and dead, its retry policy, and what passed in 15 minutes.",
  auth: "pipeline.read",
  output: queueListDto,
  handle: () => listQueues(),
});

export const postHandlerPause = route({
  summary: "Let the deliveries of a handler wait, with a reason. No try is counted, and none dies meanwhile.",
  auth: "handlers.pause",
  params: byHandler,
  body: handlerPauseBody,
  output: handlerPausedDto,
  audit: "handler.pause",
  problems: ["conflict"],
  handle: ({ params, body, actor, requestId }) => pauseHandler({ ...params, ...body, actor, requestId }),
});

export const postHandlerResume = route({
  summary: "Let the deliveries of a paused handler go on, with a reason.",
  auth: "handlers.pause",
  params: byHandler,
  body: handlerPauseBody,
  output: handlerPausedDto,
  audit: "handler.resume",
  problems: ["conflict"],
  handle: ({ params, body, actor, requestId }) => resumeHandler({ ...params, ...body, actor, requestId }),
});
