import * as z from "zod";

/** Schemas that cannot hold personal data. */
const harmless = [
  ...[z.ZodUUID, z.ZodGUID, z.ZodNumber, z.ZodBigInt, z.ZodBoolean, z.ZodEnum, z.ZodLiteral, z.ZodNull],
  ...[z.ZodISODateTime, z.ZodISODate],
] as const;
const wrappers = [z.ZodOptional, z.ZodNullable, z.ZodDefault, z.ZodPrefault, z.ZodReadonly, z.ZodCatch] as const;
const personal = /e-?mail|name|address|phone|street|city|birth|iban|ip$/i;

export const isHarmless = (schema: unknown): boolean => harmless.some((kind) => schema instanceof kind);

/** A schema without its optional, nullable and default, unless one of these is marked. */
export function bareSchema(schema: z.core.$ZodType): z.core.$ZodType {
  if (markOf(schema) !== undefined) return schema;
  const wrapper = wrappers.find((kind) => schema instanceof kind);
  return wrapper && schema instanceof wrapper ? bareSchema(schema.unwrap()) : schema;
}

/** The mark of a field: `.meta({ pii: true })` where it holds personal data. */
export function markOf(schema: z.core.$ZodType): boolean | undefined {
  const pii = z.globalRegistry.get(schema)?.pii;
  return typeof pii === "boolean" ? pii : undefined;
}

/** The fields of a message, by pointer, without a mark for personal data, or marked as harmless in spite of their name. */
export function findUnmarked(schema: z.core.$ZodType, pointer = ""): string[] {
  const bare = bareSchema(schema);
  const mark = markOf(bare);
  const denies = mark === false && personal.test(pointer.slice(pointer.lastIndexOf("/") + 1));
  if (mark !== undefined) return denies ? [pointer] : [];
  if (bare instanceof z.ZodObject) {
    return Object.entries(bare.shape).flatMap(([key, field]) => findUnmarked(field, `${pointer}/${key}`));
  }
  if (bare instanceof z.ZodArray) return findUnmarked(bare.element, `${pointer}/*`);
  return isHarmless(bare) ? [] : [pointer];
}
