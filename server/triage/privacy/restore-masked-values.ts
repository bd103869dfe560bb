import { maskSign } from "#server/contracts/email-address.ts";
import { jsonPointer } from "#server/contracts/json-pointer.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { InvalidInputError } from "#server/platform/errors.ts";

/**
 * Replaces unchanged masks in an edited payload by their values, so that other fields can be edited without a reveal. Throws
 * 422 for a mask in any other place, because it would be sent as a value.
 */
export function restoreMaskedValues(type: string, original: unknown, edited: unknown): unknown {
  const masks = new Map(maskPayload(type, original as Json).fields.map((field) => [field.pointer, field]));
  const restored = restore(edited as Json, "", (pointer, text): Json => {
    const field = masks.get(pointer);
    return field?.mask === text ? field.value : text;
  });
  const known = new Set([...masks.values()].map(({ value }) => value));
  const isMask = (value: string | number) => String(value).includes(maskSign) && !known.has(value);
  const left = maskPayload(type, restored).fields.filter(({ value }) => isMask(value));
  if (left.length > 0) {
    throw new InvalidInputError(
      left.map(({ pointer }) => ({
        pointer: `/payload${pointer}`,
        detail: "is masked: leave the mask unchanged, reveal the value first, or enter the whole value",
      })),
    );
  }
  return restored;
}

function restore(value: Json, pointer: string, text: (pointer: string, value: string) => Json): Json {
  if (typeof value === "string") return text(pointer, value);
  if (Array.isArray(value)) return value.map((item, index) => restore(item, `${pointer}/${index}`, text));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, restore(item, pointer + jsonPointer([key]), text)]),
  );
}
