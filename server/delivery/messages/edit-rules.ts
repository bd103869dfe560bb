import * as z from "zod";
import { jsonPointer } from "#server/contracts/json-pointer.ts";
import { bareSchema } from "#server/delivery/messages/find-unmarked.ts";

/**
 * How a field of a published message may be edited: `immutable` never (identity, money), `correctable` by an operator with a
 * reason in the audit log (a recipient), `free` by an operator. A field declares it by `.meta({ edit: "immutable" })`.
 */
const editRules = ["immutable", "correctable", "free"] as const;
export type EditRule = (typeof editRules)[number];

/** A field that differs. `wasValid`: whether the published value fitted its own schema. */
export type FieldChange = { pointer: string; rule: EditRule; before: unknown; after: unknown; wasValid: boolean };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rule that a schema itself declares. */
function editRuleOf(schema: z.core.$ZodType): EditRule | undefined {
  const edit = z.globalRegistry.get(schema)?.edit;
  return editRules.find((rule) => rule === edit);
}

/** Every field of a message by pointer, with its rule; undefined where it declares none. */
export function editRulesOf(schema: z.core.$ZodType, pointer = ""): { pointer: string; rule: EditRule | undefined }[] {
  const rule = editRuleOf(schema);
  const bare = bareSchema(schema);
  if (rule) return [{ pointer, rule }];
  if (bare instanceof z.ZodObject) {
    return Object.entries(bare.shape).flatMap(([key, field]) => editRulesOf(field, pointer + jsonPointer([key])));
  }
  if (bare instanceof z.ZodArray) return editRulesOf(bare.element, `${pointer}/*`);
  return [{ pointer, rule: editRuleOf(bare) }];
}

/** The fields in which two payloads of one message differ. A field without a rule counts as immutable. Pure. */
export function changesOf(schema: z.core.$ZodType, before: unknown, after: unknown, pointer = ""): FieldChange[] {
  const bare = bareSchema(schema);
  const rule = editRuleOf(schema) ?? editRuleOf(bare);
  if (!rule && bare instanceof z.ZodObject) {
    const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    return Object.entries(bare.shape).flatMap(([key, field]) =>
      changesOf(field, own(old, key), own(now, key), pointer + jsonPointer([key])),
    );
  }
  if (!rule && bare instanceof z.ZodArray && Array.isArray(before) && Array.isArray(after)) {
    if (before.length === after.length) {
      return after.flatMap((item, index) => changesOf(bare.element, before[index], item, `${pointer}/${index}`));
    }
  }
  const published = z.core.safeParse(schema, before);
  // A default that the schema fills in is no change.
  if (sameJson(published.success ? published.data : before, after) || sameJson(before, after)) return [];
  return [{ pointer, rule: rule ?? "immutable", before, after, wasValid: published.success }];
}

const own = (value: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** Whether two JSON values are equal, in any order of keys. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return Object.is(one, other);
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key], other[key]))
  );
}

/** Why an immutable field is refused; follows its pointer. */
export const immutableWords = "is immutable: it stays as it was published";
