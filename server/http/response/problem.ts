import type { ProblemDto } from "#server/contracts/problem.ts";
import { jsonAnswer, type WholeAnswer } from "#server/http/response/json-answer.ts";
import { isDatabaseUnavailable } from "#server/platform/database/is-database-unavailable.ts";
import { AppError, type AppErrorCode, appErrorCodes, type FieldError } from "#server/platform/errors.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** Every problem that this server returns: one per AppErrorCode, and two that only the server itself raises. */
export const problemCodes = [...appErrorCodes, "malformed_request", "internal_error"] as const;
export type ProblemCode = AppErrorCode | "malformed_request" | "internal_error";

type Shape = { status: number; title: string; headers?: Record<string, string> };

export const problemSlug = (code: ProblemCode): string => code.replaceAll("_", "-");

/** The one place that gives an error its status. */
export function shapeOf(code: ProblemCode): Shape {
  switch (code) {
    case "malformed_request":
      return { status: 400, title: "Malformed request" };
    case "malformed_json":
      return { status: 400, title: "Malformed JSON" };
    case "unauthorized":
      return {
        status: 401,
        title: "Authentication required",
        headers: { "WWW-Authenticate": 'Bearer realm="redeliver"' },
      };
    case "forbidden":
      return { status: 403, title: "Forbidden" };
    case "not_found":
      return { status: 404, title: "Not found" };
    case "method_not_allowed":
      return { status: 405, title: "Method not allowed" };
    case "conflict":
      return { status: 409, title: "Conflict" };
    case "idempotency_key_in_flight":
      return {
        status: 409,
        title: "Idempotency key in use",
        headers: { "Retry-After": "1" },
      };
    case "gone":
      return { status: 410, title: "Content purged" };
    case "precondition_failed":
      return { status: 412, title: "Version changed" };
    case "body_too_large":
      return { status: 413, title: "Body too large" };
    case "unsupported_media_type":
      return { status: 415, title: "Unsupported media type" };
    case "invalid_input":
      return { status: 422, title: "Invalid input" };
    case "idempotency_key_reused":
      return { status: 422, title: "Idempotency key reused" };
    case "precondition_required":
      return { status: 428, title: "If-Match required" };
    case "too_many_tries":
      return { status: 429, title: "Too many attempts" };
    case "too_many_orders":
      return { status: 429, title: "Too many orders" };
    case "unavailable":
      return { status: 503, title: "Service unavailable", headers: { "Retry-After": "2" } };
    case "internal_error":
      return { status: 500, title: "Internal error" };
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
    return { code: "unavailable", detail: "The database does not respond. Repeat the request after Retry-After." };
  }
  return {
    code: "internal_error",
    detail: "The server failed to process the request. Search its log for the request ID.",
  };
}

/** A small request must not cause a large response. */
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

/** Converts a thrown value into a problem. A value that is not an AppError is logged; its message never leaves the process. */
export function answerError(error: unknown, about: { requestId: string; instance: string }): WholeAnswer {
  const problem = problemOf(error);
  if (shapeOf(problem.code).status >= 500) {
    logFor("http").error({ err: error, requestId: about.requestId, path: about.instance }, "a request failed");
  }
  return problemAnswer(problem, about);
}
