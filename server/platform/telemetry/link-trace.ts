import type { DistributedTraceDto } from "#server/contracts/monitoring/distributed-trace.ts";
import { env } from "#server/platform/env/env.ts";

/** The trace that a traceparent belongs to, with TRACE_URL_TEMPLATE filled in. */
export function linkTrace(traceparent: string): DistributedTraceDto {
  const id = traceparent.slice(3, 35);
  return { id, url: env().TRACE_URL_TEMPLATE?.replaceAll("{traceId}", id) ?? null };
}
