import { type Draw, pick } from "#bench/attacks/fuzz/generate-request.ts";
import { hostileNumbers, hostileTexts, hostileValues } from "#bench/attacks/fuzz/hostile-values.ts";

/** The part of JSON Schema that the OpenAPI document uses. */
export type Schema = {
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
};

const known: Record<string, (draw: Draw) => string> = {
  uuid: (draw) => pick(draw, draw.ids),
  email: (draw) => pick(draw, draw.addresses),
  "date-time": () => "2026-11-30T12:00:00Z",
  uri: () => "https://example.com/a",
};

type Options = { hostility: number; depth?: number };

/** A value that fits a schema, or with a chance of `hostility` for each part of it a hostile one. */
export function valueFor(draw: Draw, schema: Schema, { hostility, depth = 0 }: Options): unknown {
  const isHostile = (share: number) => draw.random() < share * hostility;
  if (isHostile(1) || depth > 6) return pick<unknown>(draw, [...hostileTexts, ...hostileValues]);
  const inner = (part: Schema) => valueFor(draw, part, { hostility, depth: depth + 1 });
  if (schema.const !== undefined) return schema.const;
  if (schema.enum && schema.enum.length > 0) return pick<unknown>(draw, schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices && choices.length > 0) return inner(pick(draw, choices));
  const type = Array.isArray(schema.type) ? pick(draw, schema.type) : schema.type;
  if (type === "object" || schema.properties) {
    const { properties = {}, required = [] } = schema;
    const given = Object.entries(properties).filter(([key]) =>
      required.includes(key) ? !isHostile(1) : draw.random() < 0.3,
    );
    const extra = isHostile(0.5) ? [["unknown", 1] as const] : [];
    return Object.fromEntries([...given.map(([key, item]) => [key, inner(item)] as const), ...extra]);
  }
  if (type === "array")
    return Array.from({ length: 1 + Math.floor(draw.random() * 3) }, () => inner(schema.items ?? {}));
  if (type === "integer" || type === "number") {
    return isHostile(2) ? pick(draw, hostileNumbers) : Math.max(1, schema.minimum ?? 1);
  }
  if (type === "boolean") return draw.random() < 0.5;
  if (type === "null") return null;
  const make = known[schema.format ?? ""];
  if (make) return make(draw);
  return isHostile(3)
    ? pick(draw, hostileTexts)
    : pick(draw, ["Ada", "a reason of a test", "order-notifications", ...draw.ids]);
}
