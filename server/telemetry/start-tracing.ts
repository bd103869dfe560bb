import type { Env } from "#server/env.ts";
import { setTracing } from "#server/telemetry/tracing.ts";

/**
 * Traces from here on, where an endpoint is set. Elsewhere OpenTelemetry is not even loaded: 16 MB of files and 100 ms of a start
 * that nobody would get anything for.
 */
export async function startTracing(env: Env, process: "web" | "worker"): Promise<void> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return;
  const { createTracing } = await import("#server/telemetry/open-telemetry.ts");
  setTracing(createTracing(env, process));
}
