import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import * as z from "zod";
import { messageOfType } from "#server/modules.messages.ts";

type Schema = { [key: string]: unknown };
type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Completion of field names and enum values from a message's JSON Schema. */
export function completePayload(messageType: string) {
  const definition = messageOfType(messageType);
  const whole = definition && z.toJSONSchema(definition.data, { io: "input" });
  return (context: CompletionContext): CompletionResult | null => {
    if (!isSchema(whole)) return null;
    const node = syntaxTree(context.state).resolveInner(context.pos, -1);
    const word = context.matchBefore(/"[^"]*$|[\w.-]*$/);
    const from = word?.from ?? context.pos;
    const property = propertyOf(node);
    const isName = node.name === "PropertyName" || node.name === "Object" || property === null;
    if (!isName && property) {
      const field = fieldOf(whole, pathTo(property, context.state));
      return { from, options: choices(field) };
    }
    if (!context.explicit && !word?.text.startsWith('"')) return null;
    const object = node.name === "Object" ? node : objectOf(node);
    const schema = object ? fieldOf(whole, pathTo(object, context.state)) : whole;
    const used = object ? namesIn(object, context.state) : [];
    return { from, options: names(schema).filter(({ label }) => !used.includes(label)), validFor: /^"?[\w.-]*$/ };
  };
}

function propertyOf(node: SyntaxNode): SyntaxNode | null {
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.name === "Object") return null;
    if (at.name === "Property") return at;
  }
  return null;
}

function objectOf(node: SyntaxNode): SyntaxNode | null {
  for (let at: SyntaxNode | null = node; at; at = at.parent) if (at.name === "Object") return at;
  return null;
}

const nameOf = (property: SyntaxNode, state: EditorState): string => {
  const name = property.getChild("PropertyName");
  return name ? state.sliceDoc(name.from, name.to).replaceAll('"', "") : "";
};

const namesIn = (object: SyntaxNode, state: EditorState): string[] =>
  object.getChildren("Property").map((property) => `"${nameOf(property, state)}"`);

/** Path of field names from the root, with `*` for list items. */
function pathTo(node: SyntaxNode, state: EditorState): string[] {
  const path: string[] = [];
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (at.name === "Property") path.unshift(nameOf(at, state));
    if (at.name === "Array") path.unshift("*");
  }
  return path;
}

function fieldOf(schema: Schema, path: readonly string[]): Schema {
  return path.reduce<Schema>((at, key) => {
    const next = key === "*" ? at.items : isSchema(at.properties) ? at.properties[key] : undefined;
    return isSchema(next) ? next : {};
  }, schema);
}

const names = (schema: Schema): Completion[] =>
  isSchema(schema.properties)
    ? Object.entries(schema.properties).map(([name, field]) => ({
        label: `"${name}"`,
        apply: `"${name}": `,
        detail: isSchema(field) && typeof field.type === "string" ? field.type : "",
      }))
    : [];

function choices(field: Schema): Completion[] {
  const values: readonly unknown[] = Array.isArray(field.enum)
    ? field.enum
    : field.type === "boolean"
      ? [true, false]
      : [];
  return values.map((value) => ({ label: JSON.stringify(value) }));
}
