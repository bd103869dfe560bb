import { isDeepStrictEqual } from "node:util";
import { isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { Fix } from "#server/delivery/handlers/define-fix.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import type { Repair } from "#server/triage/suggestions/repair-object.ts";
import { repairPayload } from "#server/triage/suggestions/repair-payload.ts";
import { isObject } from "#server/triage/suggestions/schema-kinds.ts";

/** The parts of a dead letter that suggestions depend on. `data` has the version of the definition. */
export type Broken = {
  definition: MessageDefinition;
  handler: string;
  failureCode: string | null;
  subject: string;
  data: unknown;
};

export type Suggestion = {
  /** `schema`, or a fix of the handler by its id. */
  kind: string;
  /** The kind of change: a suggestion of one shape helps every message with that fault. */
  shape: string;
  /** One sentence, without any value of the payload. */
  reason: string;
  data: Record<string, unknown>;
};

/**
 * Suggests changes for a dead letter, most certain first: its payload repaired by its own schema, then the fixes of the handler
 * with a proposed input, from what is known to each. Each is valid for the schema and the subject. Pure.
 */
export function suggestFixes(broken: Broken, knownTo: (fix: Fix) => unknown): Suggestion[] {
  const { definition, data, subject, failureCode } = broken;
  const parsed = parseMessageData(definition, data, subject);
  const repaired = parsed.success ? null : repairPayload(definition, data, subject);
  const offered = [...(repaired ? [toSuggestion(repaired.data, repaired.repairs)] : [])];
  const code = failureCode !== null && isFailureCode(failureCode) ? failureCode : null;
  // A fix is for its own failure codes, and for a missing or invalid value that the schema cannot repair.
  const fixes = handlerOfId(broken.handler)?.fixes.filter(
    ({ messageType, when }) =>
      messageType === definition.type && code !== null && (when.includes(code) || (!parsed.success && !repaired)),
  );
  for (const fix of isObject(data) ? (fixes ?? []) : []) {
    for (const { rule, reason, input } of fix.propose?.(data, knownTo(fix)) ?? []) {
      const accepted = fix.input.safeParse(input);
      if (!accepted.success) continue;
      const fixed = parseMessageData(definition, fix.apply(data, accepted.data), subject);
      if (!fixed.success || offered.some((other) => isDeepStrictEqual(other.data, fixed.data))) continue;
      offered.push({ kind: fix.id, shape: `${fix.id} ${rule}`, reason, data: fixed.data });
    }
  }
  return offered.filter((suggestion) => !isDeepStrictEqual(suggestion.data, data));
}

function toSuggestion(data: Record<string, unknown>, repairs: readonly Repair[]): Suggestion {
  const reasons = repairs.map(({ pointer, reason }) => `${pointer.slice(1) || "the payload"} ${reason}`);
  return {
    kind: "schema",
    shape: `schema ${repairs.map(({ pointer, rule }) => `${pointer}:${rule}`).join(" ")}`,
    reason: `${reasons.join("; ")}.`,
    data,
  };
}
