import { jsonPointer } from "#server/contracts/json-pointer.ts";

/** Where a value of a JSON text stands: its line, counted from 1. */
export type JsonText =
  | { ok: true; value: unknown; lines: ReadonlyMap<string, number>; ranges: ReadonlyMap<string, JsonRange> }
  | { ok: false; line: number; at: number; message: string };

/** Where a value stands, as offsets in the text, and the name of its field where it has one. */
export type JsonRange = { from: number; to: number; name: { from: number; to: number } | null };

class JsonFault extends Error {
  readonly line: number;
  readonly at: number;
  constructor(line: number, at: number, message: string) {
    super(message);
    this.line = line;
    this.at = at;
  }
}

/**
 * Reads JSON and remembers the line of every value by its JSON pointer. JSON.parse gives no places, and says nothing of a
 * key that stands twice, of which it silently keeps the last.
 */
export function locateJson(text: string): JsonText {
  const lines = new Map<string, number>();
  const ranges = new Map<string, JsonRange>();
  let at = 0;
  let line = 1;

  const fail = (message: string): never => {
    throw new JsonFault(line, at, message);
  };

  function space() {
    while (/[ \t\r\n]/.test(text[at] ?? "")) {
      if (text[at] === "\n") line += 1;
      at += 1;
    }
  }

  function token(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  }

  function string(): string {
    const found = token(/"(?:[^"\\\n]|\\.)*"/y) ?? fail('a closing " is missing');
    try {
      return JSON.parse(found) as string;
    } catch {
      return fail("this text holds a character that JSON does not allow");
    }
  }

  function members(pointer: string): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    at += 1;
    space();
    while (text[at] !== "}") {
      if (entries.size > 0) comma("}");
      if (text[at] !== '"') fail('a field name in "double quotes" is expected');
      const start = at;
      const key = string();
      const name = { from: start, to: at };
      if (entries.has(key)) fail(`"${key}" stands here twice`);
      space();
      if (text[at] !== ":") fail(`a : is expected after "${key}"`);
      at += 1;
      entries.set(key, value(pointer + jsonPointer([key]), name));
      space();
    }
    at += 1;
    return Object.fromEntries(entries);
  }

  function elements(pointer: string): unknown[] {
    const items: unknown[] = [];
    at += 1;
    space();
    while (text[at] !== "]") {
      if (items.length > 0) comma("]");
      items.push(value(`${pointer}/${items.length}`));
      space();
    }
    at += 1;
    return items;
  }

  function comma(end: string) {
    if (text[at] !== ",") fail(`a , or ${end} is expected`);
    at += 1;
    space();
    if (text[at] === end) fail("the last , is one too many");
  }

  function value(pointer: string, name: JsonRange["name"] = null): unknown {
    space();
    lines.set(pointer, line);
    const from = at;
    const found = valueHere(pointer);
    ranges.set(pointer, { from, to: at, name });
    return found;
  }

  function valueHere(pointer: string): unknown {
    const first = text[at] ?? "";
    if (first === "{") return members(pointer);
    if (first === "[") return elements(pointer);
    if (first === '"') return string();
    const word = token(/true|false|null/y) ?? token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    return word === null ? fail(first === "" ? "the text ends too early" : "a value is expected") : JSON.parse(word);
  }

  try {
    const whole = value("");
    space();
    if (at < text.length) fail("nothing may follow the end of the object");
    return { ok: true, value: whole, lines, ranges };
  } catch (error) {
    if (error instanceof JsonFault) return { ok: false, line: error.line, at: error.at, message: error.message };
    throw error;
  }
}
