import type { BreakerPolicy, HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import type { Env } from "#server/platform/env/env.ts";

type Settings = Pick<
  Env,
  | "BREAKER"
  | "BREAKER_DELIVERIES"
  | "BREAKER_SHARE"
  | "BREAKER_WINDOW_SECONDS"
  | "BREAKER_PROBE_SECONDS"
  | "BREAKER_PROBE_MAX_SECONDS"
>;

/** The breaker policy of a handler: its own values, else those of the settings. Null where breakers are off. */
export function breakerPolicyOf(handler: Pick<HandlerDefinition, "breaker">, env: Settings): BreakerPolicy | null {
  if (env.BREAKER === "off") return null;
  return {
    deliveries: env.BREAKER_DELIVERIES,
    windowSeconds: env.BREAKER_WINDOW_SECONDS,
    share: env.BREAKER_SHARE,
    probeSeconds: env.BREAKER_PROBE_SECONDS,
    longestProbeSeconds: env.BREAKER_PROBE_MAX_SECONDS,
    ...handler.breaker,
  };
}
