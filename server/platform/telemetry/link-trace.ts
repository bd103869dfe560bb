import type { DistributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";
import { env } from "#server/platform/env/env.ts";

/** The trace of a traceparent, with its URL by TRACE_URL_TEMPLATE. */
export function linkTrace(traceparent: string): DistributedTraceDto {
  const id = traceparent.slice(3, 35);
  return { id, url: env().TRACE_URL_TEMPLATE?.replaceAll("{traceId}", id) ?? null };
}
