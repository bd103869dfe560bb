import * as z from "zod";
import { breakerDecidedDto, holdBody, letThroughBody, probeBody } from "#server/contracts/delivery/breaker.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { handlerPauseBody, handlerPausedDto, queueListDto } from "#server/contracts/monitoring/queue.ts";
import { decideBreaker, pauseHandler, resumeHandler } from "#server/delivery/gate/gate.ts";
import { route } from "#server/http/route.ts";
import { listQueues } from "#server/monitoring/queues/list-queues.ts";

const byHandler = z.object({ handler: plainText(200) });

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

export const postBreakerHold = route({
  summary: "Hold a handler's deliveries as its breaker does, until probes come through. With a reason.",
  auth: "handlers.pause",
  params: byHandler,
  body: holdBody,
  output: breakerDecidedDto,
  audit: "breaker.hold",
  problems: ["conflict"],
  handle: ({ params, body, actor, requestId }) =>
    decideBreaker({ ...params, decision: { kind: "hold", ...body }, actor, requestId }),
});

export const postBreakerLetThrough = route({
  summary: "Let held deliveries through, and hold none for some minutes whatever fails. With a reason.",
  auth: "handlers.pause",
  params: byHandler,
  body: letThroughBody,
  output: breakerDecidedDto,
  audit: "breaker.let-through",
  problems: ["conflict"],
  handle: ({ params, body, actor, requestId }) =>
    decideBreaker({ ...params, decision: { kind: "let-through", ...body }, actor, requestId }),
});

export const postBreakerProbe = route({
  summary: "Let one held delivery through now, to see whether the other side is back.",
  auth: "handlers.pause",
  params: byHandler,
  body: probeBody,
  output: breakerDecidedDto,
  audit: "breaker.probe-now",
  problems: ["conflict"],
  handle: ({ params, body, actor, requestId }) =>
    decideBreaker({ ...params, decision: { kind: "probe-now", ...body }, actor, requestId }),
});
