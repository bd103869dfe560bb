import * as z from "zod";
import { maskEmail } from "#server/contracts/email-address.ts";
import { bareSchema, isHarmless, markOf } from "#server/delivery/messages/find-unmarked.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { maskText } from "#server/delivery/privacy/mask-text.ts";

export type Json = z.core.util.JSONType;
/** One field that was masked: where it stands, what it holds, and what is shown for it. */
export type MaskedField = { pointer: string; value: string | number; mask: string };
export type MaskedPayload = { data: Json; fields: MaskedField[] };

/** What is shown for one value of a person. */
export type MaskValue = (value: string) => string;

/**
 * A payload as everybody may see it: fields whose schema says `pii`, and all that no schema speaks for (an unknown field, an
 * unknown type, a text where a number should be), are masked. Pure; the only place that decides what is shown.
 */
export function maskPayload(type: string, data: Json, mask: MaskValue = maskEmail): MaskedPayload {
  const fields: MaskedField[] = [];

  function hide(value: string | number, pointer: string): string {
    const masked = mask(String(value));
    fields.push({ pointer, value, mask: masked });
    return masked;
  }

  /** `undefined` for a schema is a place that none speaks for. */
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
        return [key, walk(field, item, `${pointer}/${escapePointer(key)}`)];
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

const escapePointer = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");
