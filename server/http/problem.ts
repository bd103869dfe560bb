import type { ProblemDto } from "#server/contracts/problem.ts";
import { jsonAnswer, type WholeAnswer } from "#server/http/json-answer.ts";
import { isDatabaseUnavailable } from "#server/platform/database/is-database-unavailable.ts";
import { AppError, type AppErrorCode, appErrorCodes, type FieldError } from "#server/platform/errors.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** Every problem that this server answers: one per AppErrorCode, and two that no verb throws. */
export const problemCodes = [...appErrorCodes, "malformed_request", "internal_error"] as const;
export type ProblemCode = AppErrorCode | "malformed_request" | "internal_error";

type Shape = { status: number; title: string; headers?: Record<string, string> };

export const problemSlug = (code: ProblemCode): string => code.replaceAll("_", "-");

/** The one place that gives an error its status. */
export function shapeOf(code: ProblemCode): Shape {
  switch (code) {
    case "malformed_request":
      return { status: 400, title: "The request cannot be read" };
    case "malformed_json":
      return { status: 400, title: "The body is not acceptable JSON" };
    case "unauthorized":
      return {
        status: 401,
        title: "Nobody is signed in",
        headers: { "WWW-Authenticate": 'Bearer realm="redeliver"' },
      };
    case "forbidden":
      return { status: 403, title: "Your role may not do this" };
    case "not_found":
      return { status: 404, title: "Nothing is here" };
    case "method_not_allowed":
      return { status: 405, title: "The method is not supported here" };
    case "conflict":
      return { status: 409, title: "This was decided already" };
    case "idempotency_key_in_flight":
      return {
        status: 409,
        title: "The first request with this key is still running",
        headers: { "Retry-After": "1" },
      };
    case "gone":
      return { status: 410, title: "The content was purged" };
    case "precondition_failed":
      return { status: 412, title: "It has changed since you read it" };
    case "body_too_large":
      return { status: 413, title: "The body is too large" };
    case "unsupported_media_type":
      return { status: 415, title: "The body's type is not supported" };
    case "invalid_input":
      return { status: 422, title: "Some values are not acceptable" };
    case "idempotency_key_reused":
      return { status: 422, title: "The idempotency key belongs to another request" };
    case "precondition_required":
      return { status: 428, title: "If-Match is required" };
    case "too_many_tries":
      return { status: 429, title: "Too many tries" };
    case "too_many_orders":
      return { status: 429, title: "Too many orders" };
    case "unavailable":
      return { status: 503, title: "Not available right now", headers: { "Retry-After": "2" } };
    case "internal_error":
      return { status: 500, title: "Something went wrong on our side" };
    default:
      return code satisfies never;
  }
}

type Problem = {
  code: ProblemCode;
  detail: string;
  fields?: FieldError[];
  extensions?: Record<string, unknown>;
};

function problemOf(error: unknown): Problem {
  if (error instanceof AppError) {
    return { code: error.code, detail: error.message, fields: error.fields, extensions: error.extensions };
  }
  if (isDatabaseUnavailable(error)) {
    return { code: "unavailable", detail: "The database does not answer right now. Repeat the request in a moment." };
  }
  return {
    code: "internal_error",
    detail: "The request failed for a reason that is not yours. The request id finds it in the server's log.",
  };
}

/** Nobody reads more, and a small body must not be answered by a large one. */
const maxErrors = 50;

/** An RFC 9457 problem. Its standard members win over extensions of the same name. */
export function problemAnswer(problem: Problem, about: { requestId: string; instance: string }): WholeAnswer {
  const { status, title, headers } = shapeOf(problem.code);
  const body: ProblemDto = {
    ...problem.extensions,
    type: `/problems/${problemSlug(problem.code)}`,
    title,
    status,
    detail: problem.detail,
    instance: about.instance,
    requestId: about.requestId,
    ...(problem.fields && problem.fields.length > 0 ? { errors: problem.fields.slice(0, maxErrors) } : {}),
  };
  const wait = problem.extensions?.retryAfterSeconds;
  const retryAfter: Record<string, string> = typeof wait === "number" ? { "Retry-After": String(wait) } : {};
  const { requestId } = about;
  return jsonAnswer(body, {
    status,
    contentType: "application/problem+json",
    requestId,
    headers: { ...headers, ...retryAfter },
  });
}

/** Turns whatever was thrown into its problem. What is not an AppError is logged; its message never leaves the process. */
export function answerError(error: unknown, about: { requestId: string; instance: string }): WholeAnswer {
  const problem = problemOf(error);
  if (shapeOf(problem.code).status >= 500) {
    logFor("http").error({ err: error, requestId: about.requestId, path: about.instance }, "a request failed");
  }
  return problemAnswer(problem, about);
}
