import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import { defaultThresholds, type ThresholdsOf } from "#server/monitoring/alerts/rules.ts";

/** The thresholds of handlers: their own, and the defaults for all others and for handlers of another build. */
export function thresholdsAmong(handlers: readonly Pick<HandlerDefinition, "id" | "alerts">[]): ThresholdsOf {
  const own = new Map(handlers.map(({ id, alerts }) => [id, alerts]));
  return (handler) => ({ ...defaultThresholds, ...own.get(handler) });
}
