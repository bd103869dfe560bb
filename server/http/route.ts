import { randomUUID } from "node:crypto";
import type * as z from "zod";
import type { KnownActor } from "#server/audit/actor.ts";
import type { AuditAction } from "#server/contracts/audit.ts";
import type { Action } from "#server/contracts/identity/access.ts";
import { answerInTime } from "#server/http/answer-in-time.ts";
import { jsonAnswer, toResponse, type WholeAnswer } from "#server/http/json-answer.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { parseInput } from "#server/http/parse-input.ts";
import { parseQuery } from "#server/http/parse-query.ts";
import { answerError, type ProblemCode } from "#server/http/problem.ts";
import { readJson } from "#server/http/read-json.ts";
import { refuseForeignPage } from "#server/http/refuse-foreign-page.ts";
import { ofRequest, type RouteRequest } from "#server/http/route-request.ts";
import { traceRequest } from "#server/http/trace-request.ts";
import { authorise } from "#server/identity/access/authorise.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";
import { type SecurityEvent, securityLog } from "#server/platform/telemetry/security-log.ts";

/** Below the five seconds within which a client hears that it should come again. */
const deadlineMilliseconds = 4_500;

/** What a mounting adds to a request. Only our own HTTP server knows the client's address, and the path of its table. */
export type RouteContext = { params: Promise<Record<string, string>>; pattern?: string; client?: { address: string } };
/**
 * A web-standard handler. `whole` is the same endpoint without a Request and a Response around it: to build both and to
 * read them again took more than half of a request in our own HTTP server.
 */
export type RouteHandler = {
  (request: Request, context: RouteContext): Promise<Response>;
  whole?: (request: RouteRequest, context: RouteContext) => Promise<WholeAnswer>;
  definition?: RouteDefinition;
};

/** Nobody has to sign in, or whoever may do this action. */
export type Auth = "public" | Action;

/** What a route declares. Its documentation and the tests of all routes are made from it. */
export type RouteDefinition = {
  summary: string;
  auth: Auth;
  params?: z.ZodType | undefined;
  query?: z.ZodType | undefined;
  body?: z.ZodType | undefined;
  output: z.ZodType;
  status?: number | undefined;
  contentType?: string | undefined;
  /** The entry that a change leaves in the audit, or why it leaves none. A route that changes something must say. */
  audit?: AuditAction | { none: string } | undefined;
  /** The event of the security log that a success is. */
  security?: SecurityEvent | undefined;
  /** Takes If-Match, and answers 428 and 412. */
  preconditions?: boolean | undefined;
  /** Takes Idempotency-Key. */
  idempotent?: boolean | undefined;
  /** A page of another site may not send it, though nobody has to be signed in. Every route that is not public is so. */
  sameOrigin?: boolean | undefined;
  /** What it can answer beyond what its declaration says by itself. */
  problems?: readonly ProblemCode[] | undefined;
};

export type RouteInput<A extends Auth, Params, Query, Body> = {
  /** Who acts; null on a public route, which does not ask. */
  actor: A extends "public" ? null : KnownActor;
  params: Params;
  query: Query;
  body: Body;
  headers: RouteRequest["headers"];
  requestId: string;
  client: { address: string; userAgent: string };
};

/** A list of values is a header that is sent once for each, as Set-Cookie must be. */
type AnswerOptions = { status?: number; headers?: Record<string, string | string[]> };

/** What a handle returns when its data alone is not the whole answer. */
export class Answer<Data> {
  readonly data: Data;
  readonly options: AnswerOptions;

  constructor(data: Data, options: AnswerOptions) {
    this.data = data;
    this.options = options;
  }
}

function parseParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw new NotFoundError("Nothing goes by that id: it is not one that this server gives.");
  return parsed.data;
}

/** Method and pattern of a request; where Next runs us, the path that was asked. */
export const routeOf = (request: Pick<RouteRequest, "method" | "url">, { pattern }: RouteContext): string =>
  `${request.method} ${pattern ?? new URL(request.url).pathname.slice(0, 100)}`;

async function parseBody<Schema extends z.ZodType>(schema: Schema, request: RouteRequest): Promise<z.output<Schema>> {
  const body = await readJson(request);
  if (body === undefined && !schema.safeParse(undefined).success) {
    throw new AppError("malformed_json", "The body is empty: send a JSON object.", { extensions: { position: 0 } });
  }
  return parseInput(schema, body);
}

/**
 * One endpoint as a web-standard handler: authorise, parse strictly, call one verb, answer. Our own HTTP server and Next's
 * route files mount the same function. A path that does not parse is a 404, a body or query that does not parse a 422.
 */
export function route<
  A extends Auth,
  Output extends z.ZodType,
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  definition: RouteDefinition & {
    auth: A;
    params?: Params;
    query?: Query;
    body?: Body;
    output: Output;
    handle: (
      input: RouteInput<A, z.output<Params>, z.output<Query>, z.output<Body>>,
    ) => Promise<z.output<Output> | Answer<z.output<Output>>>;
  },
): RouteHandler {
  const { auth, params, query, body, output, handle } = definition;

  const answer = async (request: RouteRequest, context: RouteContext): Promise<WholeAnswer> => {
    // Random ids come from node's own pool of them; a UUIDv7 asks the system for entropy each time.
    const requestId = randomUUID();
    const url = new URL(request.url);
    try {
      if (auth !== "public" || definition.sameOrigin) refuseForeignPage(request);
      const actor = auth === "public" ? null : await authorise(request.headers, auth);
      const input = {
        actor,
        params: params && parseParams(params, await context.params),
        query: query && parseQuery(query, url.searchParams),
        body: body && (await parseBody(body, request)),
        headers: request.headers,
        requestId,
        client: {
          address: context.client?.address ?? "unknown",
          userAgent: request.headers.get("user-agent") ?? "",
        },
      };
      // The generics' defaults say undefined exactly where a schema is absent, which TypeScript cannot follow.
      const handled = handle(input as RouteInput<A, z.output<Params>, z.output<Query>, z.output<Body>>);
      const result = await answerInTime(handled, deadlineMilliseconds);
      const { data, options } = result instanceof Answer ? result : { data: result, options: {} };
      if (env().NODE_ENV !== "production") output.parse(data);
      if (definition.security) {
        const client = context.client?.address ?? "unknown";
        securityLog(definition.security, { actor, route: routeOf(request, context), client, requestId });
      }
      return jsonAnswer(data, {
        status: options.status ?? definition.status ?? 200,
        contentType: definition.contentType ?? "application/json",
        requestId,
        headers: options.headers,
      });
    } catch (error) {
      const client = context.client?.address;
      await noteRefusal(error, { headers: request.headers, route: routeOf(request, context), client, requestId });
      return answerError(error, { requestId, instance: url.pathname });
    }
  };
  const whole = (request: RouteRequest, context: RouteContext) =>
    traceRequest(request, context, () => answer(request, context));
  const handler = async (request: Request, context: RouteContext) =>
    toResponse(await whole(ofRequest(request), context));
  return Object.assign(handler, { whole, definition });
}
