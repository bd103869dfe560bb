import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import { type ThresholdsOf, usualThresholds } from "#server/monitoring/alerts/rules.ts";

/** The thresholds of handlers: what a file declares, and the usual ones for the rest and for handlers of another build. */
export function thresholdsAmong(handlers: readonly Pick<HandlerDefinition, "id" | "alerts">[]): ThresholdsOf {
  const own = new Map(handlers.map(({ id, alerts }) => [id, alerts]));
  return (handler) => ({ ...usualThresholds, ...own.get(handler) });
}
