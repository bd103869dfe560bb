import { randomUUID } from "node:crypto";
import * as z from "zod";
import { answerInTime } from "#server/http/answer-in-time.ts";
import { toResponse } from "#server/http/json-answer.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { answerError, type ProblemCode } from "#server/http/problem.ts";
import { refuseForeignPage } from "#server/http/refuse-foreign-page.ts";
import { type Auth, type RouteHandler, routeOf } from "#server/http/route.ts";
import { authorise } from "#server/identity/access/authorise.ts";

/** Below what route() gives: who scrapes asks again soon, and by default gives up after ten seconds. */
const deadlineMilliseconds = 4_000;

type TextDefinition = {
  summary: string;
  auth: Auth;
  /** What the text is, in words. */
  describe: string;
  contentType: string;
  problems?: readonly ProblemCode[];
  handle: () => Promise<string>;
};

/** The sister of `route()` for an answer that is no JSON: the same declaration, door, deadline and problems. */
export function textRoute({ handle, describe, ...declared }: TextDefinition): RouteHandler {
  const { auth, contentType } = declared;
  const handler: RouteHandler = async (request, context) => {
    const requestId = randomUUID();
    try {
      if (auth !== "public") {
        refuseForeignPage(request);
        await authorise(request.headers, auth);
      }
      const text = await answerInTime(handle(), deadlineMilliseconds);
      return new Response(text, {
        headers: {
          "Content-Type": `${contentType}; charset=utf-8`,
          "Content-Length": String(Buffer.byteLength(text)),
          "Cache-Control": "no-store",
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
  return Object.assign(handler, { definition: { ...declared, output: z.string().describe(describe) } });
}
