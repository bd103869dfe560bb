import type { AlertListDto } from "#server/contracts/monitoring/alert.ts";
import type { HandlerDefinition } from "#server/delivery/handlers/define-handler.ts";
import { alertRules, defaultThresholds } from "#server/monitoring/alerts/rules.ts";
import { thresholdsAmong } from "#server/monitoring/alerts/thresholds.ts";

/** Describes every rule, and the handlers with thresholds of their own. */
export function describeRules(
  handlers: readonly Pick<HandlerDefinition, "id" | "label" | "alerts">[],
): AlertListDto["rules"] {
  const thresholdsOf = thresholdsAmong(handlers);
  return alertRules.map(({ find: _, when, ...rule }) => {
    const usual = when(defaultThresholds);
    const own = handlers.map(({ id, label }) => ({ handler: id, label, when: when(thresholdsOf(id)) }));
    return { ...rule, when: usual, own: own.filter((its) => its.when !== usual) };
  });
}
