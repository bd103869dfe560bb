import * as z from "zod";
import { editDistance } from "#server/contracts/edit-distance.ts";
import { jsonPointer } from "#server/contracts/json-pointer.ts";
import { matchFieldNames } from "#server/triage/suggestions/match-field-names.ts";
import { repairValue } from "#server/triage/suggestions/repair-value.ts";
import { fits, innerSchema, isObject, plainName } from "#server/triage/suggestions/schema-kinds.ts";

/** One repair of a payload: its place, the rule, and the reason as a phrase after the name of the field. */
export type Repair = { pointer: string; rule: string; reason: string };
export type Repaired = { value: unknown; repairs: Repair[] };
/** Values of fields that another source knows. */
export type Known = ReadonlyMap<string, unknown>;

const nothingKnown: Known = new Map();

/** Repairs a part of a payload until it matches its schema. Null where no single plausible repair exists. */
export function repairBySchema(
  schema: z.core.$ZodType,
  value: unknown,
  pointer: string,
  known: Known = nothingKnown,
): Repaired | null {
  if (fits(schema, value)) return { value, repairs: [] };
  const inner = innerSchema(schema);
  if (inner instanceof z.ZodObject) return repairObject(inner, value, pointer, known);
  if (Array.isArray(value) && value.length === 1) {
    const only = repairBySchema(schema, value[0], pointer);
    return (
      only && { ...only, repairs: [{ pointer, rule: "unwrap", reason: "is the only item of a list" }, ...only.repairs] }
    );
  }
  const repaired = repairValue(schema, value);
  return repaired && { value: repaired.value, repairs: [{ pointer, rule: repaired.rule, reason: repaired.reason }] };
}

function repairObject(schema: z.ZodObject, value: unknown, pointer: string, known: Known): Repaired | null {
  const unpacked = isObject(value) ? null : unpack(value);
  if (!isObject(value)) {
    const inside = unpacked && repairBySchema(schema, unpacked.value, pointer, known);
    return inside && { ...inside, repairs: [{ pointer, ...unpacked }, ...inside.repairs].map(plain) };
  }
  const shape: Record<string, z.core.$ZodType> = schema.shape;
  const present = Object.keys(value).filter((key) => Object.hasOwn(shape, key));
  const fields = new Map<string, unknown>();
  const repairs: Repair[] = [];
  const at = (key: string) => pointer + jsonPointer([key]);

  for (const key of present) {
    const field = shape[key];
    if (!field) return null;
    const repaired = repairBySchema(field, value[key], at(key)) ?? repairFromKnown(value[key], known.get(key), at(key));
    if (!repaired) return null;
    fields.set(key, repaired.value);
    repairs.push(...repaired.repairs);
  }

  const absent = Object.keys(shape).filter((key) => !present.includes(key));
  const missing = absent.filter((key) => !fits(shape[key] ?? z.never(), undefined));
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(shape, key));
  const matches = matchFieldNames(
    unknown.map((name) => ({ name, value: value[name] })),
    absent.map((name) => ({
      name,
      repair: (given: unknown) => repairBySchema(shape[name] ?? z.never(), given, at(name)),
    })),
  );
  if (!matches) return null;
  for (const { from, to, repaired } of matches) {
    fields.set(to, repaired.value);
    repairs.push({ pointer: at(to), rule: `rename ${from}`, reason: `is called ${from}` }, ...repaired.repairs);
  }
  for (const key of missing.filter((name) => !fields.has(name))) {
    if (!known.has(key)) return insideOf(schema, value, pointer, known, present.length);
    fields.set(key, known.get(key));
    repairs.push({ pointer: at(key), rule: "subject", reason: "is missing, and the subject of the message has it" });
  }
  for (const name of unknown.filter((key) => !matches.some(({ from }) => from === key))) {
    // Its name is nearly that of a field: it is removed only where it has the same value.
    const twin = Object.keys(shape).find((key) => sameName(key, name));
    if (twin !== undefined && JSON.stringify(fields.get(twin)) !== JSON.stringify(value[name])) return null;
    repairs.push({ pointer: at(name), rule: "remove", reason: "is not a field of this message" });
  }
  return { value: inOrder(shape, fields), repairs };
}

const plain = ({ pointer, rule, reason }: Repair): Repair => ({ pointer, rule, reason });
const sameName = (one: string, other: string) => editDistance(plainName(one), plainName(other)) <= 1;

/** Replaces a value that is nearly the known one, such as an ID without its last letter. */
function repairFromKnown(value: unknown, known: unknown, pointer: string): Repaired | null {
  if (typeof value !== "string" || typeof known !== "string" || value.length < 16) return null;
  if (editDistance(value.trim().toLowerCase(), known.toLowerCase()) > 4) return null;
  return {
    value: known,
    repairs: [{ pointer, rule: "subject", reason: "is damaged, and the subject of the message has it" }],
  };
}

/** An object that was sent as text, or as the only item of a list. */
function unpack(value: unknown): { value: unknown; rule: string; reason: string } | null {
  if (Array.isArray(value) && value.length === 1) {
    return { value: value[0], rule: "unwrap", reason: "is the only item of a list" };
  }
  if (typeof value !== "string") return null;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? { value: parsed, rule: "parse", reason: "is JSON written as text" } : null;
  } catch {
    return null;
  }
}

/** Unwraps a payload such as `{ "data": { … } }`, only where the wrapper has no field of the message itself. */
function insideOf(schema: z.ZodObject, value: Record<string, unknown>, pointer: string, known: Known, own: number) {
  const [[name, inside] = ["", null], ...others] = Object.entries(value).filter(([, part]) => isObject(part));
  if (own > 0 || others.length > 0 || !isObject(inside) || pointer !== "") return null;
  const repaired = repairBySchema(schema, inside, pointer, known);
  return (
    repaired && {
      ...repaired,
      repairs: [{ pointer: "", rule: "unwrap", reason: `is inside ${name}` }, ...repaired.repairs],
    }
  );
}

/** The fields in the order in which the schema declares them. */
const inOrder = (shape: Record<string, unknown>, fields: ReadonlyMap<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.keys(shape).flatMap((key) => (fields.has(key) ? [[key, fields.get(key)]] : [])));
