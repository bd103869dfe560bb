import type { Env } from "#server/platform/env/env.ts";
import { setTracing } from "#server/platform/telemetry/tracing.ts";

/**
 * Traces from here on, where an endpoint is set. Elsewhere OpenTelemetry's SDK is not even loaded: it took 0.35 s of a start and
 * 18 MB of memory, for which nobody would get anything.
 */
export async function startTracing(env: Env, process: "web" | "worker"): Promise<void> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return;
  const { createTracing } = await import("#server/platform/telemetry/open-telemetry.ts");
  setTracing(createTracing(env, process));
}
