import { traceparentOf } from "#server/http/request/traceparent-of.ts";
import type { RouteDefinition } from "#server/http/route/route-definition.ts";
import { tracing, within } from "#server/platform/telemetry/tracing.ts";

/**
 * Traces a request: the first span of a trace, or the next one of its caller's. Health checks and metrics have none. The span
 * names the route and not the path: the order id in a path gives access to the order's page.
 */
export function traceRequest(
  request: Request,
  { method, path }: Pick<RouteDefinition, "method" | "path">,
  answer: () => Promise<Response>,
): Promise<Response> {
  const on = tracing();
  if (!on || !path.startsWith("/api/v1/")) return answer();
  const span = on.start({
    name: `${method} ${path}`,
    kind: "server",
    parent: traceparentOf(request.headers),
    attributes: {
      "http.request.method": method,
      "http.route": path,
      "url.scheme": new URL(request.url).protocol.slice(0, -1),
    },
  });
  // An answer is always given: what a handle throws has become a problem by then.
  return within(span, answer)
    .then((given) => {
      span.set({ "http.response.status_code": given.status });
      if (given.status >= 500) span.fail(String(given.status));
      return given;
    })
    .finally(() => span.end());
}
