export type PayloadChange = { pointer: string; before: string | null; after: string | null };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Changed fields by JSON pointer; null is a missing field. */
export function payloadChanges(before: unknown, after: unknown, pointer = ""): PayloadChange[] {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => payloadChanges(before[key], after[key], `${pointer}/${key}`));
  }
  const [one, other] = [textOf(before), textOf(after)];
  return one === other ? [] : [{ pointer, before: one, after: other }];
}

const textOf = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));
