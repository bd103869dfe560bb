import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "hono";
import type * as z from "zod";
import type { AuditAction } from "#server/contracts/audit.ts";
import type { Action } from "#server/contracts/identity/access.ts";
import type { ProblemCode } from "#server/http/response/problem.ts";
import type { RouteExample } from "#server/http/route/route-example.ts";
import type { SecurityEvent } from "#server/platform/telemetry/security-log.ts";

/** The context that our own HTTP server adds to a request. It is absent where a platform runs Next itself. */
export type Bindings = { incoming?: IncomingMessage; outgoing?: ServerResponse; closing?: AbortSignal | undefined };
export type RouteContext = Context<{ Bindings: Bindings }>;

/** No authentication, or the action that the caller must be allowed. */
export type Auth = "public" | Action;

/** The callers that are authorised outside of the demo. Stated beside `auth`, and compared with it by route-matrix.db.test.ts. */
export type Callers = "anyone" | "sessions" | "readers" | "operators" | "admins";

export const routeMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The declaration of a route. Its documentation and the tests of all routes are generated from it. */
export type RouteDefinition = {
  method: (typeof routeMethods)[number];
  /** With its parameters in braces: `/api/v1/orders/{id}`. */
  path: string;
  callers: Callers;
  summary: string;
  auth: Auth;
  params?: z.ZodType | undefined;
  query?: z.ZodType | undefined;
  body?: z.ZodType | undefined;
  output: z.ZodType;
  status?: number | undefined;
  contentType?: string | undefined;
  /** The audit entry of a change, or why there is none. Required of every route that changes something. */
  audit?: AuditAction | { none: string } | undefined;
  /** A request that succeeds, for the test of the audit. Required where `audit` names an action. */
  example?: RouteExample | undefined;
  /** The event of the security log for a success. */
  security?: SecurityEvent | undefined;
  /** Takes If-Match, and answers 428 and 412. */
  preconditions?: boolean | undefined;
  /** Takes Idempotency-Key. */
  idempotent?: boolean | undefined;
  /** Refuses pages of other sites on a public route, or on a GET. Every changing route that is not public does. */
  sameOrigin?: boolean | undefined;
  /** Answers with a stream: no deadline, no length, no trace. */
  streams?: boolean | undefined;
  deadlineMilliseconds?: number | undefined;
  /** Problems beyond those that follow from the rest of the declaration. */
  problems?: readonly ProblemCode[] | undefined;
};

/** A declared endpoint, ready to be mounted. */
export type Route = RouteDefinition & { respond: (c: RouteContext) => Promise<Response> };
