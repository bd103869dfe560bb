import { type JsonRange, locateJson } from "#components/payload/locate-json.ts";
import { maskSign } from "#server/contracts/email-address.ts";
import { valueAt } from "#server/contracts/json-pointer.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { changesOf, editRulesOf, immutableWords } from "#server/delivery/messages/edit-rules.ts";
import { parseMessageData } from "#server/delivery/messages/parse-message-data.ts";
import { messageOfType } from "#server/modules.messages.ts";

/** `from` and `to` are offsets in the text: the value that is wrong, or the name of a field that there should not be. */
export type PayloadFault = { line: number; from: number; to: number; pointer: string; message: string };
export type PayloadLint = { faults: PayloadFault[]; value: unknown; parsed: boolean };

/** What is shown for masked fields, by JSON pointer. */
export type Masks = ReadonlyMap<string, unknown>;
const noMasks: Masks = new Map();

/** The masks that stand in a payload at these pointers. */
export function maskedValues(payload: unknown, pointers: readonly string[]): Masks {
  return new Map(pointers.map((pointer) => [pointer, valueAt(payload, pointer)]));
}

/** The fields of a message that no edit may change, by pointer. */
export function immutableFields(messageType: string): string[] {
  const definition = messageOfType(messageType);
  const rules = definition ? editRulesOf(definition.data) : [];
  return rules.filter(({ rule }) => rule !== "correctable" && rule !== "free").map(({ pointer }) => pointer);
}

/** Where a draft differs from what was published although the field is immutable. A repair is left to the server. */
function lockedIn(definition: MessageDefinition, published: unknown, value: unknown, masks: Masks): string[] {
  return changesOf(definition.data, published, value)
    .filter(({ rule, wasValid, pointer }) => rule === "immutable" && wasValid && !masks.has(pointer))
    .map(({ pointer }) => pointer);
}

/**
 * Judges a draft by the very schema that the worker judges by, and puts every fault on a line. A mask that was left as it was
 * shown is no fault: the server puts the value back. With the published payload, a change of what is immutable is a fault too.
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
    message: json.lines.has(pointer) ? inWords(detail, valueAt(json.value, pointer)) : "is missing",
  }));
  return { faults: faults.sort((one, other) => one.line - other.line), value: json.value, parsed: true };
}

/** A field that is missing has no line of its own: its parent's is shown. */
function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number {
  const known = lines.get(pointer);
  if (known !== undefined || pointer === "") return known ?? 1;
  return lineOf(lines, pointer.slice(0, pointer.lastIndexOf("/")));
}

const notAField = "is not a field of this message";

/** The value itself; the name of a field that there should not be; the opening bracket around what is missing. */
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

/** What is masked is no fault of the message's: the server knows what it stands for. */
function inWords(detail: string, value: unknown): string {
  if (typeof value === "string" && value.includes(maskSign)) return "is masked: reveal it, or type the whole value";
  return detail;
}

/** JSON as the editor shows it: two spaces, the keys in their order. */
export const formatPayload = (value: unknown): string => JSON.stringify(value, null, 2);
