import { randomUUID } from "node:crypto";
import type * as z from "zod";
import type { KnownActor } from "#server/audit/actor.ts";
import { clientAddress } from "#server/http/request/client-address.ts";
import { parseInput } from "#server/http/request/parse-input.ts";
import { parseQuery } from "#server/http/request/parse-query.ts";
import { readJson } from "#server/http/request/read-json.ts";
import { refuseForeignPage } from "#server/http/request/refuse-foreign-page.ts";
import { jsonAnswer, textAnswer, toResponse } from "#server/http/response/json-answer.ts";
import { answerError } from "#server/http/response/problem.ts";
import { recordRefusal } from "#server/http/response/record-refusal.ts";
import { withinDeadline } from "#server/http/response/within-deadline.ts";
import type { Auth, Bindings, Route, RouteContext, RouteDefinition } from "#server/http/route/route-definition.ts";
import { streamResponse } from "#server/http/route/stream-response.ts";
import { traceRequest } from "#server/http/route/trace-request.ts";
import { authorise } from "#server/identity/access/authorise.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";
import { securityLog } from "#server/platform/telemetry/security-log.ts";

/** The default deadline of a request, below the five seconds after which clients repeat it. */
const defaultDeadlineMilliseconds = 4_500;

type RouteInput<A extends Auth, Params, Query, Body> = {
  /** The actor; null on a public route. */
  actor: A extends "public" ? null : KnownActor;
  params: Params;
  query: Query;
  body: Body;
  headers: Pick<Headers, "get">;
  requestId: string;
  client: { address: string; userAgent: string };
  /** Aborts when the client disconnects before the end of the answer. */
  signal: () => AbortSignal;
};

/** A list of values is a header that is sent once for each, as Set-Cookie must be. */
type AnswerOptions = { status?: number; headers?: Record<string, string | string[]> };

/** The result of a handle whose data alone is not the whole response. */
export class Answer<Data> {
  readonly data: Data;
  readonly options: AnswerOptions;

  constructor(data: Data, options: AnswerOptions) {
    this.data = data;
    this.options = options;
  }
}

/** An answer that is not JSON: a text, or a stream at the client's pace. */
export class RawAnswer {
  readonly body: string | ReadableStream<Uint8Array>;
  readonly headers: Record<string, string>;

  constructor(body: string | ReadableStream<Uint8Array>, headers: Record<string, string>) {
    this.body = body;
    this.headers = headers;
  }
}

function parseParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw new NotFoundError("Invalid ID.");
  return parsed.data;
}

async function parseBody<Schema extends z.ZodType>(schema: Schema, c: RouteContext): Promise<z.output<Schema>> {
  const body = await readJson(c.req.raw, c.env.incoming !== undefined);
  if (body === undefined && !schema.safeParse(undefined).success) {
    throw new AppError("malformed_json", "The body is empty: send a JSON object.", { extensions: { position: 0 } });
  }
  return parseInput(schema, body);
}

function addressOf({ incoming }: Bindings): string {
  if (!incoming) return "unknown";
  const forwarded = incoming.headers["x-forwarded-for"];
  return clientAddress(incoming.socket.remoteAddress, forwarded === undefined ? null : String(forwarded));
}

/**
 * One endpoint: refuses other sites' pages, authorises, parses strictly, calls one verb within the deadline and answers.
 * A path parameter that does not parse is a 404, a body or query that does not parse a 422.
 */
export function defineRoute<
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
    ) => Promise<z.output<Output> | Answer<z.output<Output>> | RawAnswer>;
  },
): Route {
  const { handle, ...declared } = definition;
  const { auth, params, query, body, output, streams = false } = definition;
  const { sameOrigin = false, deadlineMilliseconds = defaultDeadlineMilliseconds } = declared;
  const route = `${declared.method} ${declared.path}`;

  const answer = async (c: RouteContext, requestId: string): Promise<Response> => {
    const { raw: request } = c.req;
    if (auth !== "public" || sameOrigin) refuseForeignPage(request, { reads: sameOrigin });
    const caller = auth === "public" ? null : await authorise(request.headers, auth);
    const input = {
      actor: caller,
      params: params && parseParams(params, c.req.param()),
      query: query && parseQuery(query, new URL(request.url).searchParams),
      body: body && (await parseBody(body, c)),
      headers: request.headers,
      requestId,
      client: { address: addressOf(c.env), userAgent: request.headers.get("user-agent") ?? "" },
      signal: (): AbortSignal => request.signal,
    };
    // The generics' defaults say undefined exactly where a schema is absent, which TypeScript cannot follow.
    const handled = handle(input as unknown as RouteInput<A, z.output<Params>, z.output<Query>, z.output<Body>>);
    const result = await (streams ? handled : withinDeadline(handled, deadlineMilliseconds));
    if (declared.security) {
      securityLog(declared.security, { actor: caller, route, client: input.client.address, requestId });
    }
    if (result instanceof RawAnswer) {
      const { body: content, headers } = result;
      if (typeof content === "string") return toResponse(textAnswer(content, { requestId, headers }));
      return streamResponse(c, content, { ...headers, "X-Request-Id": requestId });
    }
    const { data, options } = result instanceof Answer ? result : { data: result, options: {} };
    if (env().NODE_ENV !== "production") output.parse(data);
    return toResponse(
      jsonAnswer(data, {
        status: options.status ?? declared.status ?? 200,
        contentType: declared.contentType ?? "application/json",
        requestId,
        headers: options.headers,
      }),
    );
  };

  const respond = async (c: RouteContext): Promise<Response> => {
    // Random ids come from node's own pool of them; a UUIDv7 asks the system for entropy each time.
    const requestId = randomUUID();
    try {
      return await answer(c, requestId);
    } catch (error) {
      const { headers, url } = c.req.raw;
      const client = c.env.incoming && addressOf(c.env);
      await recordRefusal(error, { headers, route, client, requestId });
      return toResponse(answerError(error, { requestId, instance: new URL(url).pathname }));
    }
  };
  return { ...declared, respond: streams ? respond : (c) => traceRequest(c.req.raw, declared, () => respond(c)) };
}
