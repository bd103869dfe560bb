import { randomUUID } from "node:crypto";
import type * as z from "zod";
import type { KnownActor } from "#server/audit/actor.ts";
import type { Action } from "#server/contracts/identity/access.ts";
import { toResponse } from "#server/http/json-answer.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { answerError, type ProblemCode } from "#server/http/problem.ts";
import { refuseForeignPage } from "#server/http/refuse-foreign-page.ts";
import { type RouteHandler, routeOf } from "#server/http/route.ts";
import { authorise } from "#server/identity/access/authorise.ts";

type StreamDefinition = {
  summary: string;
  auth: Action;
  output: z.ZodType;
  problems?: readonly ProblemCode[];
  /** Opens the stream, or throws what `route()` would turn into a problem. The signal aborts when the client is gone. */
  open: (input: { actor: KnownActor; signal: AbortSignal }) => ReadableStream<Uint8Array>;
};

/**
 * The sister of `route()` for an answer without an end: the same declaration, door and problems. It has no `whole`, so our own
 * server sends it chunk by chunk, at the client's pace.
 */
export function streamRoute({ open, ...declared }: StreamDefinition): RouteHandler {
  const handler: RouteHandler = async (request, context) => {
    const requestId = randomUUID();
    try {
      // It is only read, but held for long: no other site's page may hold one in somebody's name.
      refuseForeignPage({ method: "POST", headers: request.headers });
      const actor = await authorise(request.headers, declared.auth);
      return new Response(open({ actor, signal: request.signal }), {
        headers: {
          "Content-Type": "text/event-stream; charset=utf-8",
          // no-transform and the second header: a proxy that collects what it sends on would hold every event back.
          "Cache-Control": "no-store, no-transform",
          "X-Accel-Buffering": "no",
          "X-Content-Type-Options": "nosniff",
          "X-Request-Id": requestId,
        },
      });
    } catch (error) {
      const about = { route: routeOf(request, context), client: context.client?.address, requestId };
      await noteRefusal(error, { ...about, headers: request.headers });
      return toResponse(answerError(error, { requestId, instance: new URL(request.url).pathname }));
    }
  };
  return Object.assign(handler, { definition: { ...declared, contentType: "text/event-stream" } });
}
