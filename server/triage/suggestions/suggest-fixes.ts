import { isDeepStrictEqual } from "node:util";
import { isFailureCode } from "#server/contracts/delivery/failure-code.ts";
import type { KnownFacts } from "#server/delivery/handlers/define-fix.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { mendData } from "#server/triage/suggestions/mend-data.ts";
import type { Repair } from "#server/triage/suggestions/mend-object.ts";
import { isObject } from "#server/triage/suggestions/schema-kinds.ts";

/** What of a dead letter is looked at; `data` is of the definition's version. */
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
  /** What kind of change it is: two messages with the same shape are helped by the same suggestion. */
  shape: string;
  /** One sentence, without any value of the payload. */
  reason: string;
  data: Record<string, unknown>;
};

/**
 * What would probably help a dead letter, most certain first: its payload mended by its own schema where one plausible
 * repair exists, and the handler's fixes with an input proposed. Every one fits the schema and the subject completely. Pure.
 */
export function suggestFixes(broken: Broken, known: KnownFacts): Suggestion[] {
  const { definition, data, subject, failureCode } = broken;
  const parsed = parseMessageData(definition, data, subject);
  const mended = parsed.success ? null : mendData(definition, data, subject);
  const offered = [...(mended ? [toSuggestion(mended.data, mended.repairs)] : [])];
  const code = failureCode !== null && isFailureCode(failureCode) ? failureCode : null;
  // A fix is for its own failures; and for an address that is missing or broken, which the schema alone cannot give back.
  const fixes = handlerOfId(broken.handler)?.fixes.filter(
    ({ messageType, when }) =>
      messageType === definition.type && code !== null && (when.includes(code) || (!parsed.success && !mended)),
  );
  for (const fix of isObject(data) ? (fixes ?? []) : []) {
    for (const { rule, reason, input } of fix.propose?.(data, known) ?? []) {
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
  const words = repairs.map(({ pointer, reason }) => `${pointer.slice(1) || "the payload"} ${reason}`);
  return {
    kind: "schema",
    shape: `schema ${repairs.map(({ pointer, rule }) => `${pointer}:${rule}`).join(" ")}`,
    reason: `${words.join("; ")}.`,
    data,
  };
}
