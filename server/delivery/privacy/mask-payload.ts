import * as z from "zod";
import { maskEmail } from "#server/contracts/email-address.ts";
import { jsonPointer } from "#server/contracts/json-pointer.ts";
import { bareSchema, isHarmless, markOf } from "#server/delivery/messages/find-unmarked.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";

export type Json = z.core.util.JSONType;
/** A jsonb column that holds a payload: PostgreSQL checked that it is JSON, its message's schema checks the rest. */
export const json = z.custom<Json>();

/** A masked field: its pointer, its value, and its mask. */
type MaskedField = { pointer: string; value: string | number; mask: string };
export type MaskedPayload = { data: Json; fields: MaskedField[] };

/** Returns the mask of a personal value. */
export type MaskValue = (value: string) => string;

/**
 * Masks a payload: fields whose schema says `pii`, and values without a matching schema (an unknown field, an unknown type, a
 * text where a number should be). Pure. No other code decides which fields are masked.
 */
export function maskPayload(type: string, data: Json, mask: MaskValue = maskEmail): MaskedPayload {
  const fields: MaskedField[] = [];

  function hide(value: string | number, pointer: string): string {
    const masked = mask(String(value));
    fields.push({ pointer, value, mask: masked });
    return masked;
  }

  /** An undefined schema: the value has none. */
  function walk(given: z.core.$ZodType | undefined, value: Json, pointer: string): Json {
    const bare = given && bareSchema(given);
    const schema = bare && markOf(bare) !== true ? bare : undefined;
    if (value === null || typeof value === "boolean") return value;
    if (Array.isArray(value)) {
      const element = schema instanceof z.ZodArray ? schema.element : undefined;
      return value.map((item, index) => walk(element, item, `${pointer}/${index}`));
    }
    if (typeof value === "object") {
      const shape: Record<string, z.core.$ZodType> = schema instanceof z.ZodObject ? schema.shape : {};
      const entries = Object.entries(value).map(([key, item]) => {
        const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
        return [key, walk(field, item, pointer + jsonPointer([key]))];
      });
      return Object.fromEntries(entries);
    }
    if (schema && markOf(schema) === false && typeof value === "string") return maskText(value, []);
    if (schema && isHarmless(schema) && z.core.safeParse(schema, value).success) return value;
    if (typeof value === "number" && schema) return value;
    return hide(value, pointer);
  }

  return { data: walk(messageOfType(type)?.data, data, ""), fields };
}
