import * as z from "zod";
import { breakerDecidedDto, holdBody, letThroughBody, probeBody } from "#server/contracts/delivery/breaker.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { handlerPauseBody, handlerPausedDto, queueListDto } from "#server/contracts/monitoring/queue.ts";
import { decideBreaker, pauseHandler, resumeHandler } from "#server/delivery/gate/gate.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { listQueues } from "#server/monitoring/queues/list-queues.ts";

const byHandler = z.object({ handler: plainText(200) });

export const queueRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/queues",
    callers: "readers",
    summary: "List handlers with their waiting, active and dead deliveries, retry policy, and the last 15 minutes.",
    auth: "pipeline.read",
    output: queueListDto,
    handle: () => listQueues(),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/queues/{handler}/pause",
    callers: "operators",
    summary: "Pause the deliveries of a handler. Requires a reason. No attempt is counted while it is paused.",
    auth: "handlers.pause",
    params: byHandler,
    body: handlerPauseBody,
    output: handlerPausedDto,
    audit: "handler.pause",
    example: { given: "handler", body: { reason: "a test" } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) => pauseHandler({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/queues/{handler}/resume",
    callers: "operators",
    summary: "Resume the deliveries of a paused handler. Requires a reason.",
    auth: "handlers.pause",
    params: byHandler,
    body: handlerPauseBody,
    output: handlerPausedDto,
    audit: "handler.resume",
    example: { given: "handler-paused", body: { reason: "a test" } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) => resumeHandler({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/queues/{handler}/breaker/hold",
    callers: "operators",
    summary: "Open the circuit breaker of a handler until probes succeed. Requires a reason.",
    auth: "handlers.pause",
    params: byHandler,
    body: holdBody,
    output: breakerDecidedDto,
    audit: "breaker.hold",
    example: { given: "handler", body: { reason: "a test" } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) =>
      decideBreaker({ ...params, decision: { kind: "hold", ...body }, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/queues/{handler}/breaker/let-through",
    callers: "operators",
    summary: "Close the circuit breaker of a handler, and keep it closed for some minutes. Requires a reason.",
    auth: "handlers.pause",
    params: byHandler,
    body: letThroughBody,
    output: breakerDecidedDto,
    audit: "breaker.let-through",
    example: { given: "handler", body: { reason: "a test" } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) =>
      decideBreaker({ ...params, decision: { kind: "let-through", ...body }, actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/queues/{handler}/breaker/probe",
    callers: "operators",
    summary: "Send one held delivery now as a probe. Requires a reason.",
    auth: "handlers.pause",
    params: byHandler,
    body: probeBody,
    output: breakerDecidedDto,
    audit: "breaker.probe-now",
    example: { given: "breaker-held", body: { reason: "a test" } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) =>
      decideBreaker({ ...params, decision: { kind: "probe-now", ...body }, actor, requestId }),
  }),
];
