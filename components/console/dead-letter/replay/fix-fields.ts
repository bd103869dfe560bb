import { emailAddress } from "#server/contracts/email-address.ts";
import type { FixDto } from "#server/contracts/triage/dead-letter.ts";

export type FixField = { key: string; label: string; kind: "email" | "text" | "number" | "check"; required: boolean };
export type FixInput = FixDto["initial"];

const humanise = (key: string): string => {
  const spaced = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(key: string, schema: Record<string, unknown>): FixField["kind"] {
  if (schema.type === "boolean") return "check";
  if (schema.type === "number" || schema.type === "integer") return "number";
  // zod drops the format of a piped e-mail schema in JSON Schema, so the name decides.
  return schema.format === "email" || /e-?mail/i.test(key) ? "email" : "text";
}

/** Form fields of a fix, derived from the JSON Schema of its input. A title names its field. */
export function fixFields(fix: FixDto): FixField[] {
  const properties = isObject(fix.input.properties) ? fix.input.properties : {};
  const required: readonly unknown[] = Array.isArray(fix.input.required) ? fix.input.required : [];
  return Object.entries(properties).map(([key, schema]) => {
    const described = isObject(schema) ? schema : {};
    const title = typeof described.title === "string" ? described.title : undefined;
    return {
      key,
      label: title ?? humanise(key),
      kind: kindOf(key, described),
      required: required.includes(key),
    };
  });
}

/** Validation errors by field. The server validates again with the handler's schema. */
export function fixFaults(fields: readonly FixField[], input: FixInput): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { key, kind, required } of fields) {
    const value = input[key];
    if (kind === "email") {
      const parsed = emailAddress.safeParse(value);
      if (!parsed.success) faults[key] = parsed.error.issues[0]?.message ?? "is not an e-mail address";
    } else if (required && (value === "" || value === undefined)) {
      faults[key] = "must not be empty";
    }
  }
  return faults;
}

/** Whether any field except checkboxes differs from the failed payload. */
export const isChanged = (fields: readonly FixField[], fix: FixDto, input: FixInput): boolean =>
  fields.some(({ key, kind }) => kind !== "check" && input[key] !== fix.initial[key]);

/** Button label: `Fix & replay to ada@example.com`. */
export function fixButton(fields: readonly FixField[], input: FixInput): string {
  const email = fields.find(({ kind }) => kind === "email");
  const value = email && input[email.key];
  return typeof value === "string" && value !== "" ? `Fix & replay to ${value}` : "Fix & replay";
}
