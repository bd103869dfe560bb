const kinds: Record<string, string> = {
  int: "a whole number",
  number: "a number",
  string: "a text in quotes",
  boolean: "true or false",
  object: "an object in { }",
  array: "a list in [ ]",
  null: "null",
};
const kindOf = (name: string) => kinds[name] ?? name;

/** zod's messages in our words, for the editor, previews, errors of workers and titles of causes. */
export function faultWords(message: string): string {
  const [, expected, received] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? [];
  if (received === "undefined") return "is missing";
  if (expected && received) return `must be ${kindOf(expected)}, not ${kindOf(received)}`;
  if (message === "Invalid UUID") return "must be a UUID";
  return message;
}
