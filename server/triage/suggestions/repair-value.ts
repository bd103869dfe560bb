import * as z from "zod";
import { editDistance } from "#server/contracts/edit-distance.ts";
import { choicesOf, fits, innerSchema, plainName } from "#server/triage/suggestions/schema-kinds.ts";

/** A repaired value. `reason` does not contain the value, which may be personal. */
export type RepairedValue = { value: unknown; rule: string; reason: string };

type Rule = { rule: string; reason: string; guesses: (text: string, schema: z.core.$ZodType) => readonly unknown[] };

const invisible = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const clean = (text: string) => text.replace(invisible, "").trim();

/** From the most to the least certain. The first rule whose result matches the schema is applied. */
const rules: readonly Rule[] = [
  { rule: "trim", reason: "has spaces or invisible characters around it", guesses: (text) => [text] },
  {
    rule: "unquote",
    reason: "is quoted twice",
    guesses: (text) => [/^(["'])(.*)\1$/s.exec(text)?.[2]],
  },
  {
    rule: "number",
    reason: "is a number written as text",
    // Not 1,400, 14.00 or 007: their meaning is a guess.
    guesses: (text, schema) => (numeric(schema) && plainNumber.test(text) ? [Number(text)] : []),
  },
  {
    rule: "choice",
    reason: "is a misspelt choice",
    guesses: (text, schema) => nearestChoice(text, choicesOf(schema)),
  },
  { rule: "case", reason: "is in the wrong case", guesses: (text) => [text.toUpperCase(), text.toLowerCase()] },
  {
    rule: "uuid",
    reason: "is a UUID in another notation",
    guesses: (text) => {
      const hex = text.replace(/^urn:uuid:/i, "").replace(/[{}-]/g, "");
      if (!/^[0-9a-f]{32}$/i.test(hex)) return [];
      return [hex.toLowerCase().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")];
    },
  },
  { rule: "address", reason: "is an address with something around or inside it", guesses: (text) => addresses(text) },
];

const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,6})?$/;
const numeric = (schema: z.core.$ZodType) => schema instanceof z.ZodNumber;

/** The one plausible value that matches the schema. Null where there is none, or more than one. Pure. */
export function repairValue(schema: z.core.$ZodType, value: unknown): RepairedValue | null {
  const inner = innerSchema(schema);
  if (typeof value !== "string" || value.length > 2_000) return null;
  const text = clean(value);
  for (const { rule, reason, guesses } of rules) {
    const fitting = [...new Set(guesses(text, inner))].filter((guess) => guess !== undefined && fits(schema, guess));
    if (fitting.length > 1) return null;
    if (fitting.length === 1) return { value: fitting[0], rule, reason };
  }
  return null;
}

/** The same word in another spelling, or the nearest ones where at most a third of their letters differ. */
function nearestChoice(text: string, choices: readonly string[]): string[] {
  const same = choices.filter((choice) => plainName(choice) === plainName(text) && plainName(text) !== "");
  if (same.length > 0) return same;
  const near = choices
    .map((choice) => ({ choice, away: editDistance(plainName(choice), plainName(text)) }))
    .filter(({ choice, away }) => away <= Math.min(2, Math.floor(choice.length / 3)));
  const least = Math.min(...near.map(({ away }) => away));
  return near.filter(({ away }) => away === least).map(({ choice }) => choice);
}

/** Addresses without what people and programs put around them. Two addresses in one text are two guesses, so none is applied. */
function addresses(text: string): string[] {
  const found = [...text.matchAll(/[^\s<>"'(),;:[\]]+@[^\s<>"'(),;:[\]]+/g)].map(([address]) =>
    address.replace(/\.+$/, ""),
  );
  if (found.length > 1) return found;
  const [only] = found;
  const wrapped = only !== undefined && wrapping.test(text.replace(only, "")) ? [only] : [];
  const joined = text.replace(/\s*([@.])\s*/g, "$1").replace(/\s*(?:\(at\)|\[at\])\s*/i, "@");
  const [local = "", domain = ""] = joined.split("@");
  const dotted = domain.includes(".") ? joined : `${local}@${domain.replace(",", ".")}`;
  return [...wrapped, joined, joined.replace("@@", "@"), joined.replace(/\.{2,}/g, "."), dotted];
}

/** Text around a single address: a name before brackets, a scheme, quotes, the end of a sentence. */
const wrapping = /^(?:mailto:|[^@]*<|[<"'([])?[>"')\].,;]*$/i;
