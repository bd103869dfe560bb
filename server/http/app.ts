import "#server/modules.ts";
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { accountRoutes } from "#server/http/api/account.ts";
import { alertRoutes } from "#server/http/api/alerts.ts";
import { auditRoutes } from "#server/http/api/audit.ts";
import { causeRoutes } from "#server/http/api/causes.ts";
import { deadLetterRoutes } from "#server/http/api/dead-letters.ts";
import { editingRoutes } from "#server/http/api/editing.ts";
import { eventRoutes } from "#server/http/api/events.ts";
import { explorerRoutes } from "#server/http/api/explorer.ts";
import { healthRoutes } from "#server/http/api/health.ts";
import { inboxRoutes } from "#server/http/api/inbox.ts";
import { openApiRoutes } from "#server/http/api/open-api.ts";
import { orderRoutes } from "#server/http/api/orders.ts";
import { pipelineRoutes } from "#server/http/api/pipeline.ts";
import { productRoutes } from "#server/http/api/products.ts";
import { queueRoutes } from "#server/http/api/queues.ts";
import { replayRoutes } from "#server/http/api/replays.ts";
import { retentionRoutes } from "#server/http/api/retention.ts";
import { securityRoutes } from "#server/http/api/security.ts";
import { sendingRoutes } from "#server/http/api/sending.ts";
import { tokenRoutes } from "#server/http/api/tokens.ts";
import { traceRoutes } from "#server/http/api/traces.ts";
import { userRoutes } from "#server/http/api/users.ts";
import { viewRoutes } from "#server/http/api/views.ts";
import { workerRoutes } from "#server/http/api/workers.ts";
import { toResponse } from "#server/http/response/json-answer.ts";
import { answerError } from "#server/http/response/problem.ts";
import { dataHeaders } from "#server/http/response/security-headers.ts";
import type { Bindings, Route, RouteContext } from "#server/http/route/route-definition.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";

/** Every route of the API, by noun. The document and the tests of all routes read this list. */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...openApiRoutes(() => routes),
  ...securityRoutes,
  ...productRoutes,
  ...orderRoutes,
  ...pipelineRoutes,
  ...alertRoutes,
  ...queueRoutes,
  ...eventRoutes,
  ...workerRoutes,
  ...retentionRoutes,
  ...sendingRoutes,
  ...deadLetterRoutes,
  ...replayRoutes,
  ...explorerRoutes,
  ...causeRoutes,
  ...editingRoutes,
  ...viewRoutes,
  ...traceRoutes,
  ...inboxRoutes,
  ...accountRoutes,
  ...auditRoutes,
  ...userRoutes,
  ...tokenRoutes,
];

/** The path as it was sent: node-server resolves dot segments, under which no route is served. */
function pathOf(request: Request, options?: { env?: Bindings }): string {
  const [path = ""] = (options?.env?.incoming?.url ?? new URL(request.url).pathname).split("?", 1);
  return path;
}

const aboutOf = (c: RouteContext) => ({
  requestId: randomUUID(),
  instance: pathOf(c.req.raw, { env: c.env }),
});

function refuseMethod(c: RouteContext, allow: string): Response {
  if (c.req.method === "OPTIONS")
    return toResponse({ status: 204, headers: { ...dataHeaders(), Allow: allow }, text: null });
  const refusal = answerError(new AppError("method_not_allowed", `Use one of ${allow}.`), aboutOf(c));
  return toResponse({ ...refusal, headers: { ...refusal.headers, Allow: allow } });
}

/** Methods of the same path, in the order of the list. */
function byPath(list: readonly Route[]): [string, Route[]][] {
  const paths = Map.groupBy(list, ({ path }) => path);
  // A path without parameters wins over one with: Hono takes the first that fits.
  return [...paths].sort(([one], [other]) => Number(one.includes("{")) - Number(other.includes("{")));
}

/** The API as one Hono app, mounted by our own server and by Next's catch-all route. */
export function createApp(list: readonly Route[] = routes): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>({ getPath: pathOf });
  for (const [path, served] of byPath(list)) {
    const pattern = path.replace(/\{(\w+)\}/g, ":$1");
    const methods: string[] = served.map(({ method }) => method);
    for (const { method, respond } of served) app.on(method, pattern, respond);
    const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    app.all(pattern, (c) => refuseMethod(c, allow));
  }
  app.notFound((c) => toResponse(answerError(new NotFoundError("Unknown path."), aboutOf(c))));
  app.onError((error, c) => toResponse(answerError(error, aboutOf(c))));
  return app;
}

export const app = createApp();
