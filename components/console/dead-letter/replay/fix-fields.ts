import { emailAddress } from "#server/contracts/email-address.ts";
import type { FixDto } from "#server/contracts/triage/dead-letter.ts";

export type FixField = { key: string; label: string; kind: "email" | "text" | "number" | "check"; required: boolean };
export type FixInput = FixDto["initial"];

/** Labels that read better than the field's name. A schema's own title wins. */
const labels: Record<string, string> = { email: "E-mail address", updateCustomer: "Also correct the customer" };

const spoken = (key: string): string => {
  const words = key.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(key: string, schema: Record<string, unknown>): FixField["kind"] {
  if (schema.type === "boolean") return "check";
  if (schema.type === "number" || schema.type === "integer") return "number";
  // zod loses the format of a piped e-mail schema on its way to JSON Schema: the name tells it.
  return schema.format === "email" || /e-?mail/i.test(key) ? "email" : "text";
}

/** The form of a fix, derived from the JSON Schema of its input. */
export function fixFields(fix: FixDto): FixField[] {
  const properties = isObject(fix.input.properties) ? fix.input.properties : {};
  const required: readonly unknown[] = Array.isArray(fix.input.required) ? fix.input.required : [];
  return Object.entries(properties).map(([key, schema]) => {
    const described = isObject(schema) ? schema : {};
    const title = typeof described.title === "string" ? described.title : undefined;
    return {
      key,
      label: title ?? labels[key] ?? spoken(key),
      kind: kindOf(key, described),
      required: required.includes(key),
    };
  });
}

/** What is wrong with the input, by field. The server judges again by the handler's own schema. */
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

/** Whether anything but a checkbox differs from what failed. */
export const isChanged = (fields: readonly FixField[], fix: FixDto, input: FixInput): boolean =>
  fields.some(({ key, kind }) => kind !== "check" && input[key] !== fix.initial[key]);

/** The button names what it does: `Fix & replay to ada@example.com`. */
export function fixButton(fields: readonly FixField[], input: FixInput): string {
  const email = fields.find(({ kind }) => kind === "email");
  const value = email && input[email.key];
  return typeof value === "string" && value !== "" ? `Fix & replay to ${value}` : "Fix & replay";
}
