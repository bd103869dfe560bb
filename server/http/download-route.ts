import { randomUUID } from "node:crypto";
import type * as z from "zod";
import type { KnownActor } from "#server/audit/actor.ts";
import type { AuditAction } from "#server/contracts/audit.ts";
import type { Action } from "#server/contracts/identity/access.ts";
import { toResponse } from "#server/http/json-answer.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { parseQuery } from "#server/http/parse-query.ts";
import { answerError, type ProblemCode } from "#server/http/problem.ts";
import { refuseForeignPage } from "#server/http/refuse-foreign-page.ts";
import { type RouteHandler, routeOf } from "#server/http/route.ts";
import { authorise } from "#server/identity/access/authorise.ts";
import { type SecurityEvent, securityLog } from "#server/platform/telemetry/security-log.ts";

type Download = { lines: AsyncGenerator<string>; type: string; name: string };
type DownloadDefinition<Query extends z.ZodType> = {
  summary: string;
  auth: Action;
  query: Query;
  output: z.ZodType;
  contentType: string;
  audit: AuditAction;
  security: SecurityEvent;
  problems?: readonly ProblemCode[];
  open: (input: {
    query: z.output<Query>;
    actor: KnownActor;
    requestId: string;
    signal: AbortSignal;
  }) => Promise<Download>;
};

/**
 * The sister of `route()` for a file that is written while it is read, by POST because it leaves an entry in the audit: lines are made at the client's pace, so that no file
 * is ever whole in memory. What breaks on the way breaks the connection: half a file never looks like a whole one.
 */
export function downloadRoute<Query extends z.ZodType>({ open, ...declared }: DownloadDefinition<Query>): RouteHandler {
  const handler: RouteHandler = async (request, context) => {
    const requestId = randomUUID();
    const url = new URL(request.url);
    const about = { route: routeOf(request, context), client: context.client?.address, requestId };
    try {
      refuseForeignPage(request);
      const actor = await authorise(request.headers, declared.auth);
      const query = parseQuery(declared.query, url.searchParams);
      const { lines, type, name } = await open({ query, actor, requestId, signal: request.signal });
      securityLog(declared.security, { ...about, client: about.client ?? "unknown", actor });
      return new Response(streamOf(lines), {
        headers: {
          "Content-Type": type,
          "Content-Disposition": `attachment; filename="${name}"`,
          "Cache-Control": "no-store, no-transform",
          "X-Content-Type-Options": "nosniff",
          "X-Request-Id": requestId,
        },
      });
    } catch (error) {
      await noteRefusal(error, { ...about, headers: request.headers });
      return toResponse(answerError(error, { requestId, instance: url.pathname }));
    }
  };
  return Object.assign(handler, { definition: declared });
}

function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await lines.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await lines.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
