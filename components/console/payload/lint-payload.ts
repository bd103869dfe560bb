import { type JsonRange, locateJson } from "#components/console/payload/locate-json.ts";
import { maskSign } from "#server/contracts/email-address.ts";
import { valueAt } from "#server/contracts/json-pointer.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { changesOf, editRulesOf, immutableWords } from "#server/delivery/messages/edit-rules.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { messageOfType } from "#server/modules.messages.ts";

/** `from` and `to` are text offsets of the invalid value, or of the name of an unknown field. */
export type PayloadFault = { line: number; from: number; to: number; pointer: string; message: string };
export type PayloadLint = { faults: PayloadFault[]; value: unknown; parsed: boolean };

/** Shown values of masked fields, by JSON pointer. */
export type Masks = ReadonlyMap<string, unknown>;
const noMasks: Masks = new Map();

/** Masked values of a payload at these pointers. */
export function maskedValues(payload: unknown, pointers: readonly string[]): Masks {
  return new Map(pointers.map((pointer) => [pointer, valueAt(payload, pointer)]));
}

/** Immutable fields of a message, by pointer. */
export function immutableFields(messageType: string): string[] {
  const definition = messageOfType(messageType);
  const rules = definition ? editRulesOf(definition.data) : [];
  return rules.filter(({ rule }) => rule !== "correctable" && rule !== "free").map(({ pointer }) => pointer);
}

/** Changed immutable fields. Repairs of invalid values are validated by the server. */
function lockedIn(definition: MessageDefinition, published: unknown, value: unknown, masks: Masks): string[] {
  return changesOf(definition.data, published, value)
    .filter(({ rule, wasValid, pointer }) => rule === "immutable" && wasValid && !masks.has(pointer))
    .map(({ pointer }) => pointer);
}

/**
 * Validates a draft with the schema that the worker uses, and locates every fault. Unchanged masks are valid: the server
 * restores their values. With `published`, changes of immutable fields are faults too.
 */
export function lintPayload(
  text: string,
  messageType: string,
  subject?: string,
  masks: Masks = noMasks,
  published?: unknown,
): PayloadLint {
  const json = locateJson(text);
  if (!json.ok) {
    const from = Math.min(json.at, Math.max(0, text.length - 1));
    const fault = { line: json.line, from, to: Math.min(from + 1, text.length), pointer: "", message: json.message };
    return { faults: [fault], value: undefined, parsed: false };
  }
  const definition = messageOfType(messageType);
  const result = definition && parseMessageData(definition, json.value, subject);
  const isKept = (pointer: string) => masks.has(pointer) && masks.get(pointer) === valueAt(json.value, pointer);
  const errors = (!result || result.success ? [] : result.errors).filter(({ pointer }) => !isKept(pointer));
  const locked = definition && published !== undefined ? lockedIn(definition, published, json.value, masks) : [];
  for (const pointer of locked) {
    if (!errors.some((error) => error.pointer === pointer)) errors.push({ pointer, detail: immutableWords });
  }
  const faults = errors.map(({ pointer, detail }) => ({
    line: lineOf(json.lines, pointer),
    ...rangeOf(json.ranges, pointer, detail === notAField),
    pointer,
    message: json.lines.has(pointer) ? readableFault(detail, valueAt(json.value, pointer)) : "is missing",
  }));
  return { faults: faults.sort((one, other) => one.line - other.line), value: json.value, parsed: true };
}

/** Line of a fault. A missing field is reported at its parent. */
function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number {
  const known = lines.get(pointer);
  if (known !== undefined || pointer === "") return known ?? 1;
  return lineOf(lines, pointer.slice(0, pointer.lastIndexOf("/")));
}

const notAField = "is not a field of this message";

/** Range of a fault: the value, the name of an unknown field, or the opening bracket of the parent of a missing field. */
function rangeOf(
  ranges: ReadonlyMap<string, JsonRange>,
  pointer: string,
  byName: boolean,
): { from: number; to: number } {
  const known = ranges.get(pointer);
  if (known) return byName && known.name ? known.name : { from: known.from, to: known.to };
  if (pointer === "") return { from: 0, to: 0 };
  const { from } = rangeOf(ranges, pointer.slice(0, pointer.lastIndexOf("/")), false);
  return { from, to: from + 1 };
}

/** A changed mask has its own message. */
function readableFault(detail: string, value: unknown): string {
  if (typeof value === "string" && value.includes(maskSign)) return "is masked: reveal it, or enter the complete value";
  return detail;
}

/** Formats a payload as JSON with two spaces. */
export const formatPayload = (value: unknown): string => JSON.stringify(value, null, 2);
