import * as z from "zod";

const wrappers = [z.ZodOptional, z.ZodNullable, z.ZodDefault, z.ZodPrefault, z.ZodReadonly, z.ZodCatch] as const;

/** A schema without its wrappers: optional, nullable, default, prefault, readonly, catch. */
export function innerSchema(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapper = wrappers.find((kind) => schema instanceof kind);
  return wrapper && schema instanceof wrapper ? innerSchema(schema.unwrap()) : schema;
}

export const fits = (schema: z.core.$ZodType, value: unknown): boolean => z.core.safeParse(schema, value).success;

/** The options of an enum or of literals. Empty for any other schema. */
export function choicesOf(schema: z.core.$ZodType): string[] {
  const choices =
    schema instanceof z.ZodEnum ? schema.options : schema instanceof z.ZodLiteral ? [...schema.values] : [];
  return choices.filter((choice) => typeof choice === "string");
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A name without case and separators: `customer_id`, `Customer-ID` and `customerId` are equal. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

export const wordsOf = (name: string): string[] =>
  name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
