import { randomUUID } from "node:crypto";
import type * as z from "zod";
import { env } from "#server/env.ts";
import { AppError, InvalidInputError, NotFoundError } from "#server/errors.ts";
import { answerInTime } from "#server/http/answer-in-time.ts";
import { jsonAnswer, type WholeAnswer } from "#server/http/json-answer.ts";
import { jsonPointer } from "#server/http/json-pointer.ts";
import { operatorOf } from "#server/http/operator-of.ts";
import { parseInput } from "#server/http/parse-input.ts";
import { answerError } from "#server/http/problem.ts";
import { readJson } from "#server/http/read-json.ts";

/** Below the five seconds within which a client hears that it should come again. */
const deadlineMilliseconds = 4_500;

/** What a mounting adds to a request. Only our own HTTP server knows the client; on a platform the token alone counts. */
export type RouteContext = { params: Promise<Record<string, string>>; client?: { address: string } };
/**
 * A web-standard handler. `whole` is the same endpoint without the Response around its answer: to build one and to read it
 * again took a quarter of a request in our own HTTP server.
 */
export type RouteHandler = {
  (request: Request, context: RouteContext): Promise<Response>;
  whole?: (request: Request, context: RouteContext) => Promise<WholeAnswer>;
};

type Auth = "public" | "operator";

export type RouteInput<A extends Auth, Params, Query, Body> = {
  /** Who acts; null on a public route. */
  actor: A extends "operator" ? string : null;
  params: Params;
  query: Query;
  body: Body;
  headers: Headers;
  requestId: string;
};

/** What a handle returns when its data alone is not the whole answer. */
export class Answer<Data> {
  readonly data: Data;
  readonly options: { status?: number; headers?: Record<string, string> };

  constructor(data: Data, options: { status?: number; headers?: Record<string, string> }) {
    this.data = data;
    this.options = options;
  }
}

function parseParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw new NotFoundError("Nothing goes by that id: it is not one that this server gives.");
  return parsed.data;
}

/** A query names every parameter once: of two values neither is surely meant. */
function parseQuery<Schema extends z.ZodType>(schema: Schema, query: URLSearchParams): z.output<Schema> {
  const names = [...query.keys()];
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) {
    throw new InvalidInputError(twice.map((name) => ({ pointer: jsonPointer([name]), detail: "is given twice" })));
  }
  return parseInput(schema, Object.fromEntries(query));
}

async function parseBody<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
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
>(definition: {
  auth: A;
  params?: Params;
  query?: Query;
  body?: Body;
  output: Output;
  status?: number;
  contentType?: string;
  handle: (
    input: RouteInput<A, z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<z.output<Output> | Answer<z.output<Output>>>;
}): RouteHandler {
  const { auth, params, query, body, output, handle } = definition;

  const whole = async (request: Request, context: RouteContext): Promise<WholeAnswer> => {
    // Random ids come from node's own pool of them; a UUIDv7 asks the system for entropy each time.
    const requestId = randomUUID();
    const url = new URL(request.url);
    try {
      const actor = auth === "operator" ? operatorOf(request, context.client) : null;
      const input = {
        actor,
        params: params && parseParams(params, await context.params),
        query: query && parseQuery(query, url.searchParams),
        body: body && (await parseBody(body, request)),
        headers: request.headers,
        requestId,
      };
      // The generics' defaults say undefined exactly where a schema is absent, which TypeScript cannot follow.
      const handled = handle(input as RouteInput<A, z.output<Params>, z.output<Query>, z.output<Body>>);
      const result = await answerInTime(handled, deadlineMilliseconds);
      const { data, options } = result instanceof Answer ? result : { data: result, options: {} };
      if (env().NODE_ENV !== "production") output.parse(data);
      return jsonAnswer(data, {
        status: options.status ?? definition.status ?? 200,
        contentType: definition.contentType ?? "application/json",
        requestId,
        headers: options.headers,
      });
    } catch (error) {
      return answerError(error, { requestId, instance: url.pathname });
    }
  };
  const handler = async (request: Request, context: RouteContext) => {
    const { status, headers, text } = await whole(request, context);
    return new Response(text, { status, headers });
  };
  return Object.assign(handler, { whole });
}
