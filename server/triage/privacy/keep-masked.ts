import { maskSign } from "#server/contracts/email-address.ts";
import { type Json, maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import { InvalidInputError } from "#server/platform/errors.ts";

/**
 * An edited payload with the values back that its editor saw only masked and left alone: fields can be changed without
 * anybody being revealed. Throws 422 for a mask that stands anywhere else, because it would be sent as if it were a value.
 */
export function keepMasked(type: string, original: unknown, edited: unknown): unknown {
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
        detail: "is masked: leave it exactly as it was shown, reveal it first, or write the whole value",
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
    Object.entries(value).map(([key, item]) => [
      key,
      restore(item, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, text),
    ]),
  );
}
