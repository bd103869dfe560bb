import * as z from "zod";
import { breakerDecidedDto, letThroughBody, probeBody } from "#server/contracts/delivery/breaker.ts";
import { reasonBody } from "#server/contracts/delivery/reason.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { handlerPausedDto, queueListDto } from "#server/contracts/monitoring/queue.ts";
import { decideBreaker, pauseHandler, resumeHandler } from "#server/delivery/gate/gate.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { listQueues } from "#server/monitoring/queues/list-queues.ts";

const byHandler = z.object({ handler: plainText(200) });

/** The common part of the changes of a handler. */
const change = {
  method: "POST",
  callers: "operators",
  auth: "handlers.pause",
  params: byHandler,
  problems: ["conflict"],
} as const;

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
    path: "/api/v1/queues/{handler}/pause",
    ...change,
    summary: "Pause the deliveries of a handler. Requires a reason. No attempt is counted while it is paused.",
    body: reasonBody,
    output: handlerPausedDto,
    audit: "handler.pause",
    example: { given: "handler", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) => pauseHandler({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    path: "/api/v1/queues/{handler}/resume",
    ...change,
    summary: "Resume the deliveries of a paused handler. Requires a reason.",
    body: reasonBody,
    output: handlerPausedDto,
    audit: "handler.resume",
    example: { given: "handler-paused", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) => resumeHandler({ ...params, ...body, actor, requestId }),
  }),

  defineRoute({
    path: "/api/v1/queues/{handler}/breaker/hold",
    ...change,
    summary: "Open the circuit breaker of a handler until probes succeed. Requires a reason.",
    body: reasonBody,
    output: breakerDecidedDto,
    audit: "breaker.hold",
    example: { given: "handler", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) =>
      decideBreaker({ ...params, decision: { kind: "hold", ...body }, actor, requestId }),
  }),

  defineRoute({
    path: "/api/v1/queues/{handler}/breaker/let-through",
    ...change,
    summary: "Close the circuit breaker of a handler, and keep it closed for some minutes. Requires a reason.",
    body: letThroughBody,
    output: breakerDecidedDto,
    audit: "breaker.let-through",
    example: { given: "handler", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) =>
      decideBreaker({ ...params, decision: { kind: "let-through", ...body }, actor, requestId }),
  }),

  defineRoute({
    path: "/api/v1/queues/{handler}/breaker/probe",
    ...change,
    summary: "Send one held delivery now as a probe. Requires a reason.",
    body: probeBody,
    output: breakerDecidedDto,
    audit: "breaker.probe-now",
    example: { given: "breaker-held", body: { reason: "a test" } },
    handle: ({ params, body, actor, requestId }) =>
      decideBreaker({ ...params, decision: { kind: "probe-now", ...body }, actor, requestId }),
  }),
];
