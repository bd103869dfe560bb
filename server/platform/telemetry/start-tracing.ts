import type { Env } from "#server/platform/env/env.ts";
import { setTracing } from "#server/platform/telemetry/tracing.ts";

/** Starts tracing if an endpoint is set. Without one the SDK is not loaded: it costs 0.35 s of a start and 18 MB. */
export async function startTracing(env: Env, process: "web" | "worker"): Promise<void> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return;
  const { createTracing } = await import("#server/platform/telemetry/open-telemetry.ts");
  setTracing(createTracing(env, process));
}
