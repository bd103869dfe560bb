import type { WholeAnswer } from "#server/http/json-answer.ts";
import type { RouteContext } from "#server/http/route.ts";
import type { RouteRequest } from "#server/http/route-request.ts";
import { traceparentOf } from "#server/http/traceparent-of.ts";
import { tracing, within } from "#server/platform/telemetry/tracing.ts";

/**
 * A request as the first step of a trace, or as the next one of its caller's. Probes and scrapes are none. The path itself
 * stays out: the id of an order in it is what opens the order's page.
 */
export function traceRequest(
  request: RouteRequest,
  { pattern }: RouteContext,
  answer: () => Promise<WholeAnswer>,
): Promise<WholeAnswer> {
  const on = tracing();
  if (!on || !pattern?.startsWith("/api/v1/")) return answer();
  const span = on.start({
    name: `${request.method} ${pattern}`,
    kind: "server",
    parent: traceparentOf(request.headers),
    attributes: {
      "http.request.method": request.method,
      "http.route": pattern,
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
